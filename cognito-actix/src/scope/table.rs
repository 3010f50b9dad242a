use std::future::ready;

use actix_web::{
    HttpResponse,
    http::header::{CacheControl, CacheDirective, ContentType},
};
use cognito_core::{
    Policy,
    routes::{RouteTable, TableJson},
};

use super::ProtectedScope;

/// Who may do what.
impl ProtectedScope {
    /// Serves the whole [`table`](Self::table) as JSON, with what is added later, and with what the scope is nested in.
    ///
    /// ```
    /// use actix_web::{App, test};
    /// use cognito_actix::{ProtectedScope, core::{Policy, test_util::TestPool}};
    ///
    /// # #[actix_web::main] async fn main() {
    /// let pool = TestPool::new();
    /// let scope = ProtectedScope::new(pool.verifier()).serve_table("/routes", Policy::group("operators"));
    /// let app = test::init_service(App::new().service(scope)).await;
    /// let token = format!("Bearer {}", pool.access_token().group("operators").mint());
    /// let request = test::TestRequest::get().uri("/routes").insert_header(("authorization", token));
    /// assert_eq!(
    ///     test::call_and_read_body(&app, request.to_request()).await,
    ///     r#"[{"path":"/routes","methods":["GET"],"access":"group(operators)"},{"path":"/*","methods":[],"access":"authenticated"}]"#
    /// );
    /// # }
    /// ```
    ///
    /// # Panics
    /// If the path has a `GET` already.
    #[track_caller]
    pub fn serve_table(mut self, path: &str, policy: Policy) -> Self {
        let table = TableJson::default();
        self.served_tables.push(table.clone());
        self.get(path, policy, move || {
            let mut response = HttpResponse::Ok();
            response.insert_header(CacheControl(vec![CacheDirective::NoStore]));
            response.insert_header(ContentType::json());
            ready(response.body(table.text()))
        })
    }

    /// The routes so far and who may use them, in the order in which they were added, and last what answers the rest: to print,
    /// and for `assert_no_open_routes`.
    ///
    /// ```
    /// use cognito_actix::{ProtectedScope, core::{Policy, test_util::TestPool}};
    ///
    /// let scope = ProtectedScope::new(TestPool::new().verifier())
    ///     .get("/me", Policy::user(), || async { "me" });
    /// assert_eq!(
    ///     scope.table().to_string(),
    ///     "METHOD  PATH  ACCESS\n\
    ///      GET     /me   user\n\
    ///      any     /*    authenticated\n"
    /// );
    /// ```
    pub fn table(&self) -> RouteTable {
        let mut table = RouteTable::new();
        self.places.describe(&mut table);
        let rest = self.fallback.as_ref().map(|rest| rest.access.clone());
        table.add(&[], "/*", rest.unwrap_or(Policy::authenticated().into()));
        table.under(&self.prefix)
    }
}
