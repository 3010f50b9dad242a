//! The caller's own files: S3 objects under the caller's identity.

use aws_sdk_s3::primitives::ByteStream;
use axum::{
    Json,
    body::{Body, Bytes},
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header},
    response::IntoResponse,
};
use serde_json::{Value, json};

use crate::{app::App, caller::Caller, problem::Problem};

/// The first thousand; S3 gives no more at once.
pub(crate) async fn list(State(app): State<App>, caller: Caller) -> Result<Json<Value>, Problem> {
    let prefix = caller.identity.prefix();
    let call = app
        .s3
        .list_objects_v2()
        .bucket(&*app.bucket)
        .prefix(&prefix);
    let page = call
        .customize()
        .config_override(caller.s3())
        .send()
        .await
        .map_err(Problem::of_aws)?;
    let files: Vec<_> = page
        .contents()
        .iter()
        .filter_map(|object| {
            let name = object.key()?.strip_prefix(&prefix)?;
            Some(json!({"name": name, "size": object.size()}))
        })
        .collect();
    Ok(Json(json!({
        "identityId": caller.identity.as_str(),
        "files": files,
        "more": page.is_truncated().unwrap_or_default(),
    })))
}

pub(crate) async fn upload(
    State(app): State<App>,
    caller: Caller,
    Path(name): Path<String>,
    headers: HeaderMap,
    file: Bytes,
) -> Result<(StatusCode, Json<Value>), Problem> {
    let key = caller.identity.object_key(&name)?;
    put(&app, &caller, key, &headers, file).await
}

/// Tries what the role does not allow: the refusal is AWS's, not ours.
pub(crate) async fn upload_outside(
    State(app): State<App>,
    caller: Caller,
    Path(name): Path<String>,
    headers: HeaderMap,
    file: Bytes,
) -> Result<(StatusCode, Json<Value>), Problem> {
    put(
        &app,
        &caller,
        format!("not-permissions/{name}"),
        &headers,
        file,
    )
    .await
}

async fn put(
    app: &App,
    caller: &Caller,
    key: String,
    headers: &HeaderMap,
    file: Bytes,
) -> Result<(StatusCode, Json<Value>), Problem> {
    let size = file.len();
    let content_type = headers.get(header::CONTENT_TYPE);
    let content_type = content_type.and_then(|value| value.to_str().ok());
    let call = app.s3.put_object().bucket(&*app.bucket).key(&key);
    call.set_content_type(content_type.map(str::to_owned))
        .body(ByteStream::from(file))
        .customize()
        .config_override(caller.s3())
        .send()
        .await
        .map_err(Problem::of_aws)?;
    Ok((StatusCode::CREATED, Json(json!({"key": key, "size": size}))))
}

/// As a download: what a user has uploaded is never shown as a page of this server.
pub(crate) async fn download(
    State(app): State<App>,
    caller: Caller,
    Path(name): Path<String>,
) -> Result<impl IntoResponse, Problem> {
    let key = caller.identity.object_key(&name)?;
    let call = app.s3.get_object().bucket(&*app.bucket).key(&key);
    let answered = call.customize().config_override(caller.s3()).send().await;
    let object = match answered {
        Ok(object) => object,
        Err(error) => return Err(explained(&app, &caller, &key, Problem::of_aws(error)).await),
    };
    // Piece by piece, as it comes: others may have stored what this server would not take.
    let file = Body::new(object.body.into_inner());
    let headers = [
        (header::CONTENT_TYPE, "application/octet-stream"),
        (header::CONTENT_DISPOSITION, "attachment"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    Ok((headers, file))
}

/// Where there is no object, S3 says so only to who may list the whole bucket, and `AccessDenied` to others. These may list their
/// own prefix.
async fn explained(app: &App, caller: &Caller, key: &str, refused: Problem) -> Problem {
    if !refused.is_of_aws_rights() {
        return refused;
    }
    let call = app.s3.list_objects_v2().bucket(&*app.bucket);
    let call = call.prefix(key).max_keys(1).customize();
    match call.config_override(caller.s3()).send().await {
        Ok(page)
            if page
                .contents()
                .iter()
                .all(|object| object.key() != Some(key)) =>
        {
            Problem::no_file()
        }
        Ok(_) | Err(_) => refused,
    }
}

pub(crate) async fn delete(
    State(app): State<App>,
    caller: Caller,
    Path(name): Path<String>,
) -> Result<StatusCode, Problem> {
    let key = caller.identity.object_key(&name)?;
    let call = app.s3.delete_object().bucket(&*app.bucket).key(key);
    call.customize()
        .config_override(caller.s3())
        .send()
        .await
        .map_err(Problem::of_aws)?;
    Ok(StatusCode::NO_CONTENT)
}
