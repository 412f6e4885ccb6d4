//! Every operation has a double, and the client of this project cannot tell it from the platform.
#![allow(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::time::Duration;

use httpmock::MockServer;
use kenar_client::schemas::legacy::{
    LegacyPostAddon, LegacyPostAddonItem, LegacyPostAddonList, LegacyUserAddon, LegacyUserVerification,
};
use kenar_client::schemas::widgets::TitleRow;
use kenar_client::schemas::{
    AddonId, AddonReceipt, BusinessAddon, BusinessAddonReceipt, DivarUserId, Empty, ErrorBody, ImageUpload, Payload,
    PaymentTicketValidation, Phone, PostAddon, PostSemantic, PostToken, Semantic, SemanticReceipt, TicketValidity,
    UserAddon, UserIdByPhone, UserIdByPhoneRequest, UserInfo, UserSemantic, Widget,
};
use kenar_client::{Client, Error, ResponseValue, Secret};
use kenar_httpmock::httpmock;

const KEY: &str = "made-up-key";
const TOKEN: &str = "made-up-token";
const UUID: &str = "812d56e6-e44d-45e7-8932-f9acbd416999";
const OTHER_UUID: &str = "59e6301a-8ebd-4638-968a-b58fc20414ff";

async fn start() -> (MockServer, Client) {
    let server = MockServer::start_async().await;
    let client = Client::builder().api_key(KEY).sandbox(server.base_url()).without_retry().build().unwrap();
    (server, client)
}

fn user(client: &Client) -> kenar_client::open_api::Client {
    client.as_user(&Secret::new(TOKEN)).unwrap()
}

fn legacy_user(client: &Client) -> kenar_client::legacy::Client {
    client.legacy_as_user(&Secret::new(TOKEN)).unwrap()
}

/// What a call gave: its answer, or what it was refused with.
fn given<T>(result: Result<ResponseValue<T>, Error>) -> Result<T, Option<(u16, ErrorBody)>> {
    let told = |error: Error| Some((error.status()?.as_u16(), error.body()?.clone()));
    result.map(ResponseValue::into_inner).map_err(told)
}

fn example<T: Payload>(name: &str) -> T {
    let path = format!("{}/../../openapi/examples/{name}", env!("CARGO_MANIFEST_DIR"));
    T::check(&std::fs::read(path).unwrap()).unwrap()
}

/// A text for a widget: Persian with a zero-width non-joiner, and an emoji.
fn widgets(text: &str) -> [Widget; 1] {
    [TitleRow::new(format!("{text}‌ها 🚗")).into()]
}

fn semantic(reference: &str) -> Semantic {
    Semantic::new().with("external_reference", reference)
}

/// Parses what is surely right.
fn id<T: std::str::FromStr<Err: Debug>>(text: &str) -> T {
    text.parse().unwrap()
}

/// A row is a test: what is called and what is answered, a call that is answered, one that is not. The double answers the
/// one and not the other; doubles that refuse are heard.
macro_rules! doubles {
    ($(
        $module:ident::$operation:ident {
            $when:ident => $condition:expr, $answer:expr;
            $client:ident => $call:expr, $other:expr;
        }
    )*) => {
        /// Module and name of every double that is tested here by a row.
        const ROWS: &[(&str, &str)] = &[$((stringify!($module), stringify!($operation))),*];

        $(
            #[tokio::test]
            async fn $operation() {
                use kenar_httpmock::$module::MockServerExt as _;

                let (server, $client) = start().await;
                let answer = $answer;
                let mut double = server.$operation(|$when, then| {
                    $condition;
                    then.ok(&answer);
                });
                assert_eq!(given($call.await), Ok(answer));
                assert_eq!(double.calls(), 1);
                assert_eq!(given($other.await), Err(None), "it is not what the double is for");
                assert_eq!(double.calls(), 1);
                double.delete();

                let body = ErrorBody::new(9, "عملیات ناموفق");
                let mut double = server.$operation(|_, then| drop(then.client_error(412, &body)));
                assert_eq!(given($call.await), Err(Some((412, body.clone()))));
                assert!(given($other.await).is_err(), "a double without a condition is for every call");
                double.delete();

                let mut double = server.$operation(|_, then| drop(then.server_error(500, &body)));
                assert_eq!(given($call.await), Err(Some((500, body))));
                double.delete();
            }
        )*
    };
}

doubles! {
    open_api::upsert_user_addon {
        when => when.divar_user_id(&id("a+b/c==")).body(&UserAddon::new(widgets("گزارش"))), AddonReceipt::new(id(UUID));
        client => user(&client).upsert_user_addon(&id("a+b/c=="), &UserAddon::new(widgets("گزارش"))),
            user(&client).upsert_user_addon(&id("a+b/c=="), &UserAddon::new(widgets("گزارشی")));
    }
    open_api::upsert_user_addon_by_phone {
        when => when.phone(&id("+989991234567")).body(&UserAddon::new(widgets("گزارش"))), AddonReceipt::new(id(UUID));
        client => user(&client).upsert_user_addon_by_phone(&id("+989991234567"), &UserAddon::new(widgets("گزارش"))),
            user(&client).upsert_user_addon_by_phone(&id("989991234567"), &UserAddon::new(widgets("گزارش")));
    }
    open_api::delete_user_addon {
        when => when.id(&id(UUID)), Empty::default();
        client => client.app().delete_user_addon(&id::<AddonId>(UUID)),
            client.app().delete_user_addon(&id::<AddonId>(OTHER_UUID));
    }
    open_api::upsert_post_addon {
        when => when.token(&id("gZd7omnS")).body(&PostAddon::new(widgets("گزارش"))), Empty::default();
        client => user(&client).upsert_post_addon(&id("gZd7omnS"), &PostAddon::new(widgets("گزارش"))),
            user(&client).upsert_post_addon(&id("gZd7omnT"), &PostAddon::new(widgets("گزارش")));
    }
    open_api::delete_post_addon {
        when => when.token(&id("gZd7omnS")), Empty::default();
        client => client.app().delete_post_addon(&id("gZd7omnS")), client.app().delete_post_addon(&id("gZd7omns"));
    }
    open_api::create_business_addon {
        when => when.business_token(&id("کسب و کار")).body(&BusinessAddon::new(widgets("گزارش"))),
            BusinessAddonReceipt::default().with_id("17");
        client => user(&client).create_business_addon(&id("کسب و کار"), &BusinessAddon::new(widgets("گزارش"))),
            user(&client).create_business_addon(&id("کسب‌و کار"), &BusinessAddon::new(widgets("گزارش")));
    }
    open_api::upsert_user_semantic {
        when => when.divar_user_id(&id("u")).body(&UserSemantic::new(semantic("1"))), SemanticReceipt::new(id(UUID));
        client => user(&client).upsert_user_semantic(&id("u"), &UserSemantic::new(semantic("1"))),
            user(&client).upsert_user_semantic(&id("u"), &UserSemantic::new(semantic("2")));
    }
    open_api::delete_user_semantic {
        when => when.divar_user_id(&id("u")).phone(&id::<Phone>("+98 999")), Empty::default();
        client => client.app().delete_user_semantic(&id("u"), Some(&id("+98 999"))),
            client.app().delete_user_semantic(&id("u"), None);
    }
    open_api::upsert_user_semantic_by_phone {
        when => when.phone(&id("0999")).body(&UserSemantic::new(semantic("1"))), SemanticReceipt::new(id(UUID));
        client => user(&client).upsert_user_semantic_by_phone(&id("0999"), &UserSemantic::new(semantic("1"))),
            user(&client).upsert_user_semantic_by_phone(&id("0998"), &UserSemantic::new(semantic("1")));
    }
    open_api::delete_user_semantic_by_phone {
        when => when.phone(&id("0999")), Empty::default();
        client => client.app().delete_user_semantic_by_phone(&id("0999")),
            client.app().delete_user_semantic_by_phone(&id("0998"));
    }
    open_api::upsert_post_semantic {
        when => when.token(&id("gZd7omnS")).body(&PostSemantic::new(semantic("1"))), Empty::default();
        client => user(&client).upsert_post_semantic(&id("gZd7omnS"), &PostSemantic::new(semantic("1"))),
            user(&client).upsert_post_semantic(&id("gZd7omnS"), &PostSemantic::new(semantic("2")));
    }
    open_api::validate_payment_ticket {
        when => when.body(&PaymentTicketValidation::for_user(id(UUID), id("u"), 104_000)), TicketValidity::default();
        client =>
            client.app().validate_payment_ticket(&PaymentTicketValidation::for_user(id(UUID), id("u"), 104_000)),
            client.app().validate_payment_ticket(&PaymentTicketValidation::for_user(id(UUID), id("u"), 104_001));
    }
    open_api::get_user {
        when => drop(when.into_inner().header("authorization", "Bearer made-up-token")),
            UserInfo::default().with_user_id("u").with_phone_number("0999");
        client => user(&client).get_user(), client.app().get_user();
    }
    open_api::get_user_id_by_phone {
        when => when.body(&UserIdByPhoneRequest::new(id("0999"))), UserIdByPhone::new("u");
        client => client.app().get_user_id_by_phone(&UserIdByPhoneRequest::new(id("0999"))),
            client.app().get_user_id_by_phone(&UserIdByPhoneRequest::new(id("0998")));
    }
    legacy::create_legacy_user_addon_by_phone {
        when => when.id(&id("0999")).body(&example("LegacyUserAddon/valid-minimal.json")), AddonReceipt::new(id(UUID));
        client => legacy_user(&client)
            .create_legacy_user_addon_by_phone(&id("0999"), &example("LegacyUserAddon/valid-minimal.json")),
            legacy_user(&client)
            .create_legacy_user_addon_by_phone(&id("0999"), &example("LegacyUserAddon/valid-seed.json"));
    }
    legacy::create_legacy_user_addon {
        when => when.x_debug_token(None).body(&example("LegacyUserAddon/valid-minimal.json")),
            AddonReceipt::new(id(UUID));
        client => legacy_user(&client)
            .create_legacy_user_addon(None, &example::<LegacyUserAddon>("LegacyUserAddon/valid-minimal.json")),
            legacy_user(&client)
            .create_legacy_user_addon(Some("t"), &example::<LegacyUserAddon>("LegacyUserAddon/valid-minimal.json"));
    }
    legacy::create_legacy_user_verification {
        when => when.phone(&id("0999")).body(&example("LegacyUserVerification/valid-minimal.json")),
            SemanticReceipt::new(id(UUID));
        client => legacy_user(&client).create_legacy_user_verification(
                &id("0999"),
                &example::<LegacyUserVerification>("LegacyUserVerification/valid-minimal.json"),
            ),
            legacy_user(&client).create_legacy_user_verification(
                &id("0998"),
                &example::<LegacyUserVerification>("LegacyUserVerification/valid-minimal.json"),
            );
    }
    legacy::delete_legacy_user_verification {
        when => when.phone(&id("0999")), Empty::default();
        client => client.legacy().delete_legacy_user_verification(&id("0999")),
            client.legacy().delete_legacy_user_verification(&id("0998"));
    }
    legacy::create_legacy_post_addon {
        when => when.post_token(&id("gZd7omnS")).body(&example("LegacyPostAddon/valid-minimal.json")), Empty::default();
        client => legacy_user(&client).create_legacy_post_addon(
                &id("gZd7omnS"),
                &example::<LegacyPostAddon>("LegacyPostAddon/valid-minimal.json"),
            ),
            legacy_user(&client).create_legacy_post_addon(
                &id("gZd7omnT"),
                &example::<LegacyPostAddon>("LegacyPostAddon/valid-minimal.json"),
            );
    }
    legacy::list_legacy_post_addons {
        when => when.post_token(&id("gZd7omnS")), LegacyPostAddonList::new([LegacyPostAddonItem::default()]);
        client => client.legacy().list_legacy_post_addons(&id("gZd7omnS")),
            client.legacy().list_legacy_post_addons(&id("gZd7omnT"));
    }
    legacy::delete_legacy_post_addons {
        when => when.post_token(&id("gZd7omnS")), Empty::default();
        client => client.legacy().delete_legacy_post_addons(&id("gZd7omnS")),
            client.legacy().delete_legacy_post_addons(&id("gZd7omnT"));
    }
    images::upload_image {
        when => when.body(*b"\xFF\xD8\xFF\xD9"), ImageUpload::new(format!("{UUID}.jpg"));
        client => client.images().upload(b"\xFF\xD8\xFF\xD9".to_vec()),
            client.images().upload(b"\xFF\xD8\xFF\xD8".to_vec());
    }
}

/// Doubles that are tested elsewhere: the tests of `oauth.rs`, and one row has no second name for the other host.
const ELSEWHERE: &[(&str, &str)] =
    &[("oauth", "authorize"), ("oauth", "create_token"), ("legacy", "upsert_user_semantic_by_phone")];

#[test]
fn every_operation_has_a_double() {
    let document: serde_json::Value =
        serde_json::from_str(include_str!("../../../openapi/dist/kenar.openapi.json")).unwrap();
    let mut described = BTreeSet::new();
    for item in document["paths"].as_object().unwrap().values() {
        for operation in item.as_object().unwrap().values().filter(|operation| operation["operationId"].is_string()) {
            for server in operation["servers"].as_array().unwrap() {
                let module = match server["url"].as_str().unwrap() {
                    "https://open-api.divar.ir" => "open_api",
                    "https://api.divar.ir" => "legacy",
                    "https://oauth.divar.ir" => "oauth",
                    "https://divar.ir" => "images",
                    other => panic!("no module for {other}"),
                };
                described.insert((module, operation["operationId"].as_str().unwrap()));
            }
        }
    }
    assert_eq!(ROWS.iter().chain(ELSEWHERE).copied().collect::<BTreeSet<_>>(), described);
}

#[tokio::test]
async fn an_operation_of_two_hosts_has_a_double_in_both_modules() {
    use kenar_httpmock::{legacy, open_api};

    let (server, client) = start().await;
    let (phone, body) = (id("09991234567"), UserSemantic::new(semantic("1")));
    let older = legacy::MockServerExt::upsert_user_semantic_by_phone(&server, |when, then| {
        drop(when.phone(&phone).into_inner().header("x-access-token", TOKEN));
        then.ok(&SemanticReceipt::new(id(UUID)));
    });
    let newer = open_api::MockServerExt::upsert_user_semantic_by_phone(&server, |when, then| {
        drop(when.phone(&phone).into_inner().header("authorization", format!("Bearer {TOKEN}")));
        then.ok(&SemanticReceipt::new(id(OTHER_UUID)));
    });
    let answer = legacy_user(&client).upsert_user_semantic_by_phone(&phone, &body).await;
    assert_eq!(given(answer), Ok(SemanticReceipt::new(id(UUID))));
    let answer = user(&client).upsert_user_semantic_by_phone(&phone, &body).await;
    assert_eq!(given(answer), Ok(SemanticReceipt::new(id(OTHER_UUID))));
    older.assert();
    newer.assert();
}

/// `/v1/open-platform/addons/user/{id}` matches `/v1/open-platform/addons/user/verification`, which is an operation of its
/// own.
#[tokio::test]
async fn a_template_leaves_the_path_of_another_operation_alone() {
    use kenar_httpmock::legacy::MockServerExt as _;

    let (server, client) = start().await;
    let body = example::<LegacyUserAddon>("LegacyUserAddon/valid-minimal.json");
    let template = server.create_legacy_user_addon_by_phone(|_, then| drop(then.ok(&AddonReceipt::new(id(UUID)))));
    let concrete = server.create_legacy_user_addon(|_, then| drop(then.ok(&AddonReceipt::new(id(OTHER_UUID)))));
    let answer = legacy_user(&client).create_legacy_user_addon(None, &body).await;
    assert_eq!(given(answer), Ok(AddonReceipt::new(id(OTHER_UUID))));
    concrete.assert();
    template.assert_calls(0);
}

#[tokio::test]
async fn a_parameter_is_found_in_a_path_however_it_is_spelt() {
    use kenar_httpmock::open_api::MockServerExt as _;

    let (server, client) = start().await;
    let ids = [
        "plain",
        "a+b/c==",
        r"a\b",
        "a%2Fb",
        "a%b",
        ".*",
        "[^/]*",
        "a|b",
        "(a)",
        "a?b#c",
        "a b",
        "a;b,c:d@e",
        "^a$",
        "\"<>`",
        "دیوار",
        "می\u{200C}شود",
        "🚗",
        "a..b",
        "{id}",
        "~-._",
        "\t",
    ];
    for text in ids {
        let mut double = server.delete_user_semantic(|when, then| {
            when.divar_user_id(&id(text));
            then.ok(&Empty::default());
        });
        for other in ids {
            let answer = client.app().delete_user_semantic(&id::<DivarUserId>(other), None).await;
            assert_eq!(answer.is_ok(), text == other, "a double for {text:?}, called with {other:?}");
        }
        double.delete();
    }
}

#[tokio::test]
async fn a_client_may_encode_more_or_less_than_another() {
    use kenar_httpmock::open_api::MockServerExt as _;

    let (server, _) = start().await;
    server.delete_user_semantic(|when, then| {
        when.divar_user_id(&id("a+b/c==é"));
        then.ok(&Empty::default());
    });
    let http = reqwest::Client::new();
    for (path, found) in [
        ("a+b%2Fc==%C3%A9", true),
        ("a%2Bb%2fc%3D%3d%c3%a9", true),
        ("a+b/c==%C3%A9", false),
        ("a%20b%2Fc==%C3%A9", false),
        ("A+b%2Fc==%C3%A9", false),
        ("a+b%2Fc==%C3%A9/", false),
        ("a+b%2Fc==%C3%A9x", false),
        ("xa+b%2Fc==%C3%A9", false),
        ("a+b%252Fc==%C3%A9", false),
    ] {
        let url = format!("{}/v1/open-platform/semantic/users/{path}", server.base_url());
        let status = http.delete(url).send().await.unwrap().status();
        assert_eq!(status == 200, found, "{path}: {status}");
    }
}

#[tokio::test]
async fn a_limit_that_is_hit_is_told_with_its_headers_and_only_as_often_as_it_should() {
    use kenar_httpmock::open_api::MockServerExt as _;

    let (server, client) = start().await;
    let limit = ErrorBody::new(8, "محدودیت در دقیقه");
    let limited = server.get_user(|_, then| {
        drop(then.client_error(429, &limit).into_inner().header("retry-after", "7").up_to_n_times(1));
    });
    let later = server.get_user(|_, then| drop(then.ok(&UserInfo::default())));
    match user(&client).get_user().await.unwrap_err() {
        Error::RateLimited(told) => {
            assert_eq!((told.retry_after, &told.body), (Some(Duration::from_secs(7)), &Some(limit)));
        }
        other => panic!("{other:?}"),
    }
    assert!(user(&client).get_user().await.is_ok());
    limited.assert();
    later.assert();
}

#[tokio::test]
#[should_panic(expected = "`client_error` takes a status from 400 to 499, not 500")]
async fn a_status_of_another_class_is_a_mistake_of_the_test() {
    use kenar_httpmock::open_api::MockServerExt as _;

    let (server, _) = start().await;
    server.get_user(|_, then| drop(then.client_error(500, &ErrorBody::new(13, "x"))));
}

/// The double that was meant says what was different.
#[tokio::test]
#[should_panic(expected = "کارشناسی شده")]
async fn a_double_that_is_not_called_shows_what_was() {
    use kenar_httpmock::open_api::MockServerExt as _;

    let (server, client) = start().await;
    let token: PostToken = id("gZd7omnS");
    let double = server.upsert_post_addon(|when, then| {
        when.token(&token).body(&PostAddon::new([TitleRow::new("کارشناسی شد").into()]));
        then.ok(&Empty::default());
    });
    let called = PostAddon::new([TitleRow::new("کارشناسی شده").into()]);
    assert!(user(&client).upsert_post_addon(&token, &called).await.is_err());
    double.assert();
}
