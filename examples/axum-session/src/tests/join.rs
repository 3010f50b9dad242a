use super::*;

const NEW: &str = "bea@example.com";
const PASSWORD: &str = "Fake-Pass2";

#[tokio::test]
async fn a_new_account_is_made_by_forms_and_signs_in() {
    let world = World::new().await;
    let browser = world.browser();
    let forms = [browser.open("/join").await, browser.open("/activate").await];
    assert!(forms.iter().all(|form| form.status == 200));
    let joined = browser
        .submit("/join", &[("email", NEW), ("password", PASSWORD)])
        .await;
    assert_eq!(joined.status, 200, "{}", joined.body);
    assert!(
        joined.body.contains(&format!("value=\"{NEW}\"")),
        "{}",
        joined.body
    );
    assert!(!joined.body.contains(PASSWORD));

    let wrong = browser
        .submit("/activate", &[("email", NEW), ("code", "1")])
        .await;
    assert_eq!(wrong.status, 400);
    assert!(
        wrong.body.contains("The code is wrong or too old."),
        "{}",
        wrong.body
    );
    let code = world.pool.mailbox().pop().unwrap().code;
    let right = browser
        .submit("/activate", &[("email", NEW), ("code", &code)])
        .await;
    assert_eq!(right.status, 200, "{}", right.body);

    let began = browser.open("/sign-in").await;
    let back = browser.log_in_as(NEW, PASSWORD, began.location()).await;
    assert_eq!(browser.open(&back).await.status, 303);
    assert!(browser.open("/me").await.body.contains(NEW));
}

#[tokio::test]
async fn what_the_pool_does_not_take_is_asked_for_again() {
    let world = World::new().await;
    let browser = world.browser();
    let join = async |email: &str, password: &str| {
        let answer = browser
            .submit("/join", &[("email", email), ("password", password)])
            .await;
        assert!(answer.body.contains("id=\"join-form\""), "{}", answer.body);
        assert!(answer.set_cookies().count() == 0 && !answer.body.contains(password));
        (answer.status, answer.body)
    };
    let (status, page) = join(super::world::EMAIL, PASSWORD).await;
    assert!(
        status == 409 && page.contains("There is an account"),
        "{status} {page}"
    );
    let (status, page) = join(NEW, "simple-password").await;
    assert!(
        status == 400 && page.contains("too simple"),
        "{status} {page}"
    );
    let (status, page) = join("\"><script>x", PASSWORD).await;
    assert!(
        status == 400 && page.contains("was not accepted"),
        "{status} {page}"
    );
    assert!(
        page.contains("value=\"&quot;&gt;&lt;script&gt;x\""),
        "{page}"
    );
    world.front.set(Fault::BadGateway);
    let (status, page) = join(NEW, PASSWORD).await;
    assert!(
        status == 503 && page.contains("Please try again"),
        "{status} {page}"
    );
}
