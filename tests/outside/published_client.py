"""Runs the platform's own client for Python, as it was published, against a lenient sandbox.

Nothing of the client is changed but the host that it talks to.
"""

import contextlib
import json
import subprocess
import sys
import tempfile
from urllib.parse import parse_qs, urlsplit

import httpx
from kenar import ClientConfig, CreatePostAddonRequest, CreateUserAddonRequest, DeletePostAddonRequest
from kenar import DeleteUserAddonRequest, Scope
from kenar.app import Client
from kenar.icons import Icon, IconName
from kenar.oauth import OauthResourceType
from kenar.widgets import (
    Color,
    DescriptionRow,
    EvaluationRow,
    EventRow,
    GroupInfo,
    ImageCarouselRow,
    ScoreRow,
    SelectorRow,
    SubtitleRow,
    TitleRow,
    WideButtonBar,
)

PHONE = "09991234567"
POST = "gZd7omnS"
STATE = "state-of-the-test"
JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffd9")


@contextlib.contextmanager
def sandbox(binary):
    """A sandbox that ends with this block, and what it says of itself."""
    command = [binary, "--json", "--port", "0", "--lenient", "--auto-approve", PHONE, "--stop-with-stdin"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        try:
            yield json.loads(process.stdout.readline())
        finally:
            process.stdin.close()
            process.wait(timeout=30)


def rows(image):
    """A row of each kind that this client can send whole."""
    section, fact = EvaluationRow.Section, GroupInfo.GroupInfoItem
    return [
        TitleRow(text="نتیجه بررسی خودرو"),
        SubtitleRow(text="نیم\u200cفاصله و 👩\u200d👩\u200d👧", has_divider=True),
        DescriptionRow(text="بدنه سالم است. " * 5, expandable=True, preview_max_line=2),
        WideButtonBar(button=WideButtonBar.Button(title="گزارش", link="https://example.com/report")),
        SelectorRow(title="جزئیات", link="https://example.com/more", icon=Icon(icon_name=IconName.ADD)),
        SelectorRow(title="بدون پیوند", link=""),
        EventRow(title="کارشناسی", subtitle="موفق", image_url=image, icon=Icon(icon_name=IconName.ADD)),
        EventRow(title="بدون تصویر"),
        ScoreRow(title="فنی", percentage_score=80, score_color=Color.SUCCESS_PRIMARY, link=""),
        ScoreRow(title="بدنه", descriptive_score="سالم", score_color=Color.COLOR_UNSPECIFIED, link="https://example.com"),
        EvaluationRow(
            indicator_text="این آگهی",
            indicator_percentage=45,
            left=section(text="ارزان", section_color=Color.SUCCESS_PRIMARY),
            middle=section(text="منصفانه", section_color=Color.WARNING_SECONDARY),
            right=section(text="گران", section_color=Color.ERROR_PRIMARY),
        ),
        GroupInfo(items=[fact(title="سال", value="۱۴۰۱"), fact(title="رنگ", value="سفید")]),
    ]


def carousel(image):
    """It sends the picture under a name that nobody knows."""
    return ImageCarouselRow(items=[ImageCarouselRow.ImageCarouselRowItem(image_url=image, description="نمای جلو")])


def lead_here(client, url):
    """Changes the host of everything that the client sends, also where it has written one into its code."""
    host = urlsplit(url)
    client._client.base_url = url

    def lead(request):
        request.url = request.url.copy_with(scheme=host.scheme, host=host.hostname, port=host.port)
        request.headers["Host"] = host.netloc

    client._client.event_hooks = {"request": [lead]}


def consent(client, url):
    """The token of a person who agrees at once."""
    scopes = [
        Scope(resource_type=OauthResourceType.USER_ADDON_CREATE),
        Scope(resource_type=OauthResourceType.POST_ADDON_CREATE, resource_id=POST),
        Scope(resource_type=OauthResourceType.OFFLINE_ACCESS),
    ]
    address = urlsplit(client.oauth.get_oauth_redirect(scopes, STATE))
    answer = httpx.get(f"{url}{address.path}?{address.query}")
    came = parse_qs(urlsplit(answer.headers["location"]).query)
    assert came["state"] == [STATE], came
    token = client.oauth.get_access_token(came["code"][0], max_retry=0)
    assert token.refresh_token and f"POST_ADDON_CREATE.{POST}" in token.scope.split(), token.scope
    return token.access_token


def upload(client):
    with tempfile.NamedTemporaryFile(suffix=".jpg") as file:
        file.write(JPEG)
        file.flush()
        return client.addon.upload_image(file.name, max_retry=0).image_name


def refusal(call):
    """What the client says of a call that is refused."""
    try:
        call()
    except Exception as error:
        return str(error)
    raise AssertionError("it was not refused")


def use(client, url):
    token, addon = consent(client, url), client.addon
    image = upload(client)
    drawn = rows(image)

    request = CreateUserAddonRequest(widgets=drawn, phone=PHONE, categories=["light"], semantic={"status": "SUCCEEDED"})
    user = addon.create_user_addon(token, request, max_retry=0)
    shown = httpx.get(f"{url}/_sandbox/users/{PHONE}").text
    assert shown.count("data-row=") == len(drawn), "not every row of the user add-on is there"
    addon.delete_user_addon(DeleteUserAddonRequest(id=user.id), max_retry=0)
    assert "data-row=" not in httpx.get(f"{url}/_sandbox/users/{PHONE}").text

    request = CreatePostAddonRequest(token=POST, widgets=drawn, semantic={"status": "SUCCEEDED"}, notes="یادداشت")
    addon.create_post_addon(token, request, max_retry=0)
    said = refusal(
        lambda: addon.create_post_addon(
            token, CreatePostAddonRequest(token=POST, widgets=[carousel(image)]), max_retry=0
        )
    )
    assert "/widgets/0/image_carousel_row/items/0" in said and "image_id" in said, said
    addon.delete_post_addon(DeletePostAddonRequest(token=POST), max_retry=0)


def judge(requests):
    """Holds what the sandbox saw against what the client was told to do."""
    seen = [(request["operation"], request["status"]) for request in reversed(requests) if "operation" in request]
    expected = [
        ("authorize", 302),
        ("create_token", 200),
        ("upload_image", 200),
        ("upsert_user_addon_by_phone", 200),
        ("delete_user_addon", 200),
        ("upsert_post_addon", 200),
        ("upsert_post_addon", 400),
        ("delete_post_addon", 200),
    ]
    assert seen == expected, seen
    dropped = {request["operation"]: request.get("dropped", []) for request in requests if request["status"] == 200}
    common = ["/widgets/0/title_row/text_color", "/widgets/7/event_row/icon_name", "/semantic_sensitives"]
    for operation, pointers in [
        ("upsert_user_addon_by_phone", [*common, "/phone", "/management_permalink", "/cost"]),
        ("upsert_post_addon", common),
    ]:
        missing = [pointer for pointer in pointers if pointer not in dropped[operation]]
        assert not missing, f"{operation}: {missing} not among the dropped {dropped[operation]}"


def main():
    with sandbox(sys.argv[1]) as own:
        client = Client(
            ClientConfig(
                app_slug=own["client_id"],
                api_key=own["api_key"],
                oauth_secret=own["client_secret"],
                oauth_redirect_url=own["redirect_uri"],
            )
        )
        lead_here(client, own["url"])
        use(client, own["url"])
        judge(httpx.get(f"{own['url']}/_sandbox/requests").json()["requests"])


if __name__ == "__main__":
    sys.exit(main())
