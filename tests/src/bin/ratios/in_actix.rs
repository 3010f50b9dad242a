//! The middleware and an extractor in actix: what they add to an app.

use actix_web::{
    App, Error,
    body::MessageBody,
    dev::{Service, ServiceFactory, ServiceRequest, ServiceResponse},
    test,
    web::get,
};
use cognito_actix::{Cognito, CognitoAuth};
use cognito_core::{Authenticator, UserClaims, Verifier, token_cache::TokenCacheSettings};
use cognito_tests::bench::{SUBJECT, Shape, Site, at_once};

use crate::contest::Contest;

async fn constant() -> String {
    SUBJECT.to_owned()
}

async fn subject(Cognito(user): Cognito<UserClaims>) -> String {
    user.subject().to_owned()
}

fn protected(
    verifier: Verifier,
) -> App<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<impl MessageBody>,
        Error = Error,
        InitError = (),
    >,
> {
    let auth = CognitoAuth::new(Authenticator::new(verifier));
    App::new().route("/me", get().to(subject)).wrap(auth)
}

/// A request from its making to the end of its answer.
async fn asking<T, B>(app: App<T>, token: &str) -> impl FnMut() + use<T, B>
where
    T: ServiceFactory<
            ServiceRequest,
            Config = (),
            Response = ServiceResponse<B>,
            Error = Error,
            InitError = (),
        > + 'static,
    B: MessageBody,
{
    let app = test::init_service(app).await;
    let credentials = format!("Bearer {token}");
    move || {
        let request = test::TestRequest::with_uri("/me");
        let request = request.insert_header(("authorization", &*credentials));
        let answer = at_once(app.call(request.to_request()));
        assert_eq!(answer.unwrap().status(), 200);
    }
}

pub(crate) async fn enter(contest: &mut Contest, site: &Site) {
    let token = site.token(Shape::Access);
    let bare = App::new().route("/me", get().to(constant));
    let bare = contest.bare(asking(bare, &token).await);
    let whole = TokenCacheSettings::default().keep_whole_tokens();
    let cached = protected(contest.remembering(site, whole, &token).await);
    contest.row_over(bare, "actix_cached", asking(cached, &token).await);
    let uncached = protected(Site::warm(site.verifier()).await);
    contest.row_over(bare, "actix_uncached", asking(uncached, &token).await);
}
