//! The import of users as a job: `GetCSVHeader`, `CreateUserImportJob`, `StartUserImportJob` and what tells of them.

use serde_json::{Value, json};

use super::page;
use crate::{
    api::input::Input,
    error::ApiError,
    import::{self, STANDARD_HEADER, job::Job},
    shared::Shared,
};

#[expect(
    clippy::unnecessary_wraps,
    reason = "an operation has the form of the others"
)]
pub(super) fn header(pool: &Shared, _: Input<'_>) -> Result<Value, ApiError> {
    Ok(json!({"UserPoolId": pool.settings.user_pool_id, "CSVHeader": STANDARD_HEADER}))
}

pub(super) fn create(pool: &Shared, input: Input<'_>) -> Result<Value, ApiError> {
    let name = input.text("JobName")?;
    let role_arn = input.text("CloudWatchLogsRoleArn")?;
    if input.optional("PasswordHashingAlgorithm")?.is_some() {
        return Err(ApiError::invalid_parameter(
            "This development pool imports no password hashes.",
        ));
    }
    let is_name = (1..=128).contains(&name.chars().count()) && !name.chars().any(char::is_control);
    if !is_name || role_arn.len() > 2_048 {
        return Err(ApiError::invalid_parameter(
            "1 validation error detected: Value at 'jobName' failed to satisfy constraint: \
             Member must have length less than or equal to 128",
        ));
    }
    let job = Job::new(name, role_arn, input.caller().host, pool.now());
    let described = job.described(&pool.settings.user_pool_id);
    pool.state().import_jobs.add(job);
    Ok(json!({"UserImportJob": described}))
}

pub(super) fn start(pool: &Shared, input: Input<'_>) -> Result<Value, ApiError> {
    let id = input.text("JobId")?;
    let now = pool.now();
    let (file, started) = {
        let mut state = pool.state();
        let job = state.import_jobs.find(id)?;
        let file = job.start(now)?;
        (file, job.described(&pool.settings.user_pool_id))
    };
    let outcome = import::run(pool, &file);
    // The oldest jobs go when there are many, this one perhaps while it ran.
    if let Ok(job) = pool.state().import_jobs.find(id) {
        job.finish(outcome);
    }
    Ok(json!({"UserImportJob": started}))
}

pub(super) fn describe(pool: &Shared, input: Input<'_>) -> Result<Value, ApiError> {
    let mut state = pool.state();
    let job = state.import_jobs.find(input.text("JobId")?)?;
    Ok(json!({"UserImportJob": job.described(&pool.settings.user_pool_id)}))
}

pub(super) fn list(pool: &Shared, input: Input<'_>) -> Result<Value, ApiError> {
    let state = pool.state();
    let jobs = state.import_jobs.iter().enumerate();
    let entries = jobs.map(|(index, job)| {
        let described = job.described(&pool.settings.user_pool_id);
        (format!("{index:03}"), described)
    });
    let page = page::portion(input, ("MaxResults", "PaginationToken"), entries)?;
    Ok(page.into_answer("UserImportJobs", "PaginationToken"))
}
