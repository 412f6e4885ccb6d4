//! The upload of images.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::pin::Pin;
use std::task::{Context, Poll};

use common::{KEY, Server, answer, client, json, phone, sandbox};
use kenar_client::Error;
use kenar_sandbox::Config;
use kenar_schemas::UserAddon;
use kenar_schemas::widgets::EventRow;

/// The start of a JPEG file: bytes that are no text in any encoding.
const JPEG: &[u8] = &[0xFF, 0xD8, 0xFF, 0xE0, 0x00, 0x10, b'J', b'F', b'I', b'F', 0x00, 0x0D, 0x0A, 0xFF, 0xD9];

#[tokio::test]
async fn the_bytes_are_sent_as_they_are() {
    let body = r#"{"image_name":"6f1c1a2e-0000-4000-8000-000000000000.jpg","expires_at":"tomorrow"}"#;
    let server = Server::answering(json("200 OK", body)).await;
    let uploaded = server.client().images().upload(JPEG).await.unwrap();
    assert_eq!(uploaded.image_name, "6f1c1a2e-0000-4000-8000-000000000000.jpg");
    let sent = server.last();
    assert_eq!(sent.call, "PUT /v2/image-service/open-platform/image.jpg");
    assert_eq!(sent.header("content-type"), ["image/jpeg"]);
    assert_eq!(sent.header("accept"), ["application/json"]);
    assert_eq!(sent.header("x-api-key"), [KEY]);
    assert_eq!(sent.body, JPEG);
}

#[tokio::test]
async fn a_file_and_a_stream_arrive_as_they_are() {
    let (sandbox, client) = sandbox(Config::default()).await;
    let long: Vec<u8> = JPEG.iter().copied().cycle().take(700_000).collect();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("عکس.jpg");
    std::fs::write(&path, &long).unwrap();
    let from_file = client.images().upload_file(&path).await.unwrap().into_inner().image_name;
    let pieces: Vec<Result<Vec<u8>, std::io::Error>> = long.chunks(9_999).map(|piece| Ok(piece.to_vec())).collect();
    let from_stream = client.images().upload_stream(Pieces(pieces.into_iter())).await.unwrap().into_inner().image_name;
    for name in [from_file, from_stream] {
        assert!(sandbox.control().image(&name).unwrap() == long, "{name}");
    }

    let missing = client.images().upload_file(folder.path().join("نیست.jpg")).await.unwrap_err();
    assert!(matches!(missing, Error::Unsendable(_)) && missing.to_string().contains("نیست.jpg"), "{missing}");
    let nothing_to_read = client.images().upload_file(folder.path()).await.unwrap_err();
    assert!(nothing_to_read.to_string().starts_with("upload_image"), "{nothing_to_read}");
}

#[tokio::test]
async fn a_stream_that_breaks_is_no_image() {
    let (sandbox, client) = sandbox(Config::default()).await;
    let pieces = [Ok(JPEG.to_vec()), Err(std::io::Error::other("the disk is gone"))];
    let error = client.images().upload_stream(Pieces(pieces.into_iter())).await.unwrap_err();
    assert!(matches!(error, Error::Transport(_)), "{error}");
    assert!(common::printed(&error).contains("the disk is gone"), "{error}");
    assert_eq!(sandbox.control().snapshot().images, []);
}

/// An iterator as a stream.
struct Pieces<I>(I);

impl<I: Iterator + Unpin> futures_core::Stream for Pieces<I> {
    type Item = I::Item;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<I::Item>> {
        Poll::Ready(self.0.next())
    }
}

#[tokio::test]
async fn an_uploaded_image_can_be_used_in_an_add_on() {
    let (sandbox, client) = sandbox(Config::default()).await;
    let name = client.images().upload(JPEG.to_vec()).await.unwrap().into_inner().image_name;
    let images = sandbox.control().snapshot().images;
    assert_eq!((images.len(), &images[0].name, images[0].bytes), (1, &name, JPEG.len()));
    assert_eq!(images[0].permanent, None);

    let token = sandbox.control().issue_token(&phone(), ["USER_ADDON_CREATE"]).unwrap();
    let user = sandbox.control().user_id("sample-app", &phone()).unwrap();
    let addon = UserAddon::new([EventRow::new("کارشناسی شد").with_image(name).into()]);
    client.as_user(&token).unwrap().upsert_user_addon(&user, &addon).await.unwrap();
    sandbox.control().settle().await;
    assert!(sandbox.control().snapshot().images[0].permanent.is_some());
}

#[tokio::test]
async fn a_refused_image_is_a_typed_error() {
    let (sandbox, client) = sandbox(Config::default()).await;
    let Err(Error::Refused(refusal)) = client.images().upload(Vec::new()).await else { panic!("not refused") };
    assert_eq!((refusal.status.as_u16(), refusal.body.code), (400, 3), "an empty image");

    let stranger = common::client(sandbox.url());
    let Err(Error::Refused(refusal)) = stranger.images().upload(JPEG).await else { panic!("not refused") };
    assert_eq!((refusal.status.as_u16(), refusal.body.code), (401, 16), "an unknown key");
    assert_eq!(sandbox.control().snapshot().images, []);
}

#[tokio::test]
async fn an_answer_that_nobody_described_is_an_error() {
    let upload = async |answer: String| {
        let server = Server::answering(answer).await;
        server.client().images().upload(JPEG).await.unwrap_err()
    };
    let error = upload(answer("502 Bad Gateway", "text/html", "<html></html>")).await;
    assert_eq!(error.status().unwrap().as_u16(), 502, "{error}");
    let error = upload(answer("413 Payload Too Large", "text/html", "<html></html>")).await;
    assert!(matches!(error, Error::Unexpected(_)), "{error}");
    let error = upload(json("201 Created", r#"{"image_name":"a.jpg"}"#)).await;
    assert!(matches!(error, Error::Unexpected(_)), "{error}");
    let error = upload(json("200 OK", "{}")).await;
    assert!(matches!(error, Error::Unexpected(_)), "{error}");
    let error = client(&common::nobody().await).images().upload(JPEG).await.unwrap_err();
    assert!(matches!(error, Error::Transport(_)) && error.is_retryable() && !error.may_have_happened(), "{error}");
}
