use super::driver::Browser;
use super::{App, address, world};

const OPERATION: &str = "#tag/users/GET/v1/open-platform/users";

#[tokio::test]
async fn the_reference_shows_the_document_and_its_requests_reach_this_sandbox() {
    let Some(browser) = Browser::open("reference").await else { return };
    let app = App::start().await;
    let world = world(&app).await;
    browser.resize(1280, 900).await;
    browser.goto(&address(&world, "/_sandbox/reference", "en", "light")).await;
    browser.find("iframe.viewer").await.enter_frame().await.unwrap();
    browser.until("document.querySelector('h1')?.textContent.includes('Kenar')").await;
    browser.screenshot("document").await;
    browser.click("a[href='#tag/users']").await;
    browser.wait_for(&format!("a.group\\/button[href='{OPERATION}']")).await.click().await.unwrap();
    let button = |text: &str| {
        format!("[...document.querySelectorAll('button')].find((button) => button.textContent.includes('{text}'))")
    };
    for (name, picture) in [("Test Request", "operation"), ("Send", "request")] {
        browser.until(&button(name)).await;
        browser.screenshot(picture).await;
        browser.run(&format!("{}.click();", button(name))).await;
    }
    browser.until("document.body.innerText.includes('the API key is not known')").await;
    browser.screenshot("answer").await;
    let requests = world.sandbox.control().requests(0);
    assert_eq!(requests.len(), 1, "{requests:?}");
    let request = &requests[0];
    assert_eq!((request.operation.as_deref(), request.status), (Some("get_user"), 401));
    browser.close_despite(&["/v1/open-platform/users - Failed to load resource"]).await;
}
