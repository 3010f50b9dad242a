//! The caller's own notes: DynamoDB items whose leading key, `owner`, is the caller's identity.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::types::AttributeValue;
use axum::{Json, extract::State};

use crate::{app::App, caller::Caller, problem::Problem};

/// The first megabyte; DynamoDB gives no more at once.
pub(crate) async fn list(
    State(app): State<App>,
    caller: Caller,
) -> Result<Json<Vec<BTreeMap<String, String>>>, Problem> {
    let table = app.table.as_deref().ok_or_else(Problem::no_table)?;
    let owner = AttributeValue::S(caller.identity.as_str().to_owned());
    let page = app
        .dynamodb
        .query()
        .table_name(table)
        .key_condition_expression("#owner = :owner")
        .expression_attribute_names("#owner", "owner")
        .expression_attribute_values(":owner", owner)
        .customize()
        .config_override(caller.dynamodb())
        .send()
        .await
        .map_err(Problem::of_aws)?;
    let texts = page.items().iter().map(|item| {
        let texts = item.iter().filter_map(|(name, value)| {
            let text = value.as_s().or_else(|_| value.as_n()).ok()?;
            Some((name.clone(), text.clone()))
        });
        texts.collect()
    });
    Ok(Json(texts.collect()))
}
