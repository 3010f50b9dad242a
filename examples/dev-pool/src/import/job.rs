//! Import jobs: created with an address to upload to, started, and then described.

use std::collections::VecDeque;

use aws_lc_rs::constant_time;
use serde_json::{Map, Value, json};

use super::{ImportError, ImportReport, MAX_CSV};
use crate::{error::ApiError, limit, random};

/// Where files are uploaded: this, the job's id, and the key that its address carries.
pub(crate) const UPLOADS: &str = "/dev/import-jobs/";

/// The jobs of a pool, oldest first; the oldest go when there are too many.
#[derive(Default)]
pub(crate) struct Jobs(VecDeque<Job>);

/// An import job.
pub(crate) struct Job {
    pub(crate) id: String,
    name: String,
    logs_role_arn: String,
    /// The origin that the job's creator knows this machine by.
    host: String,
    /// Who knows it may upload.
    key: String,
    created: u64,
    started: Option<u64>,
    file: Option<Vec<u8>>,
    outcome: Option<Result<ImportReport, ImportError>>,
}

impl Jobs {
    pub(crate) fn add(&mut self, job: Job) {
        if self.0.len() >= limit::IMPORT_JOBS {
            self.0.pop_front();
        }
        self.0.push_back(job);
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Job> {
        self.0.iter()
    }

    pub(crate) fn find(&mut self, id: &str) -> Result<&mut Job, ApiError> {
        let job = self.0.iter_mut().find(|job| job.id == id);
        job.ok_or_else(|| ApiError::not_found("The import job does not exist."))
    }

    /// Takes the file of a job from who knows its address; `false` if nobody may upload there, or no more.
    pub(crate) fn upload(&mut self, address: &str, file: &[u8], now: u64) -> bool {
        let Some((id, key)) = address.split_once('/') else {
            return false;
        };
        let Ok(job) = self.find(id) else {
            return false;
        };
        let knows =
            constant_time::verify_slices_are_equal(job.key.as_bytes(), key.as_bytes()).is_ok();
        let is_open = job.started.is_none() && now < job.created + limit::UPLOAD_LIFE;
        let is_welcome = knows && is_open && file.len() <= MAX_CSV;
        if is_welcome {
            job.file = Some(file.to_owned());
        }
        is_welcome
    }
}

impl Job {
    /// A job that waits for its file.
    pub(crate) fn new(name: &str, logs_role_arn: &str, host: &str, now: u64) -> Self {
        Self {
            id: format!("import-{}", random::lower_alphanumeric(10)),
            name: name.to_owned(),
            logs_role_arn: logs_role_arn.to_owned(),
            host: host.to_owned(),
            key: random::lower_alphanumeric(40),
            created: now,
            started: None,
            file: None,
            outcome: None,
        }
    }

    /// Starts the job, which happens once: takes the file out.
    pub(crate) fn start(&mut self, now: u64) -> Result<Vec<u8>, ApiError> {
        let precondition = |message| ApiError::new("PreconditionNotMetException", message);
        if self.started.is_some() {
            return Err(precondition("The import job has been started already."));
        }
        let file = self.file.take().ok_or_else(|| {
            precondition("Upload the CSV file to the job's PreSignedUrl before it is started.")
        })?;
        self.started = Some(now);
        Ok(file)
    }

    pub(crate) fn finish(&mut self, outcome: Result<ImportReport, ImportError>) {
        self.outcome = Some(outcome);
    }

    /// As the API describes it.
    pub(crate) fn described(&self, pool_id: &str) -> Value {
        let status = match (&self.outcome, self.started) {
            (Some(Ok(_)), _) => "Succeeded",
            (Some(Err(_)), _) => "Failed",
            (None, Some(_)) => "InProgress",
            (None, None) => "Created",
        };
        let url = format!("http://{}{UPLOADS}{}/{}", self.host, self.id, self.key);
        let always = [
            ("CloudWatchLogsRoleArn", json!(self.logs_role_arn)),
            ("CreationDate", json!(self.created)),
            ("JobId", json!(self.id)),
            ("JobName", json!(self.name)),
            ("PreSignedUrl", json!(url)),
            ("Status", json!(status)),
            ("UserPoolId", json!(pool_id)),
        ];
        let started = self.started.map(|at| ("StartDate", json!(at)));
        let outcome = self.outcome.iter().flat_map(|outcome| {
            let (counts, message) = match outcome {
                Ok(report) => (
                    [report.imported, report.skipped, report.failed],
                    "Import Job Completed Successfully.".to_owned(),
                ),
                Err(error) => ([0; 3], format!("The import failed: {error}.")),
            };
            let [imported, skipped, failed] = counts;
            [
                ("CompletionDate", json!(self.started)),
                ("CompletionMessage", json!(message)),
                ("FailedUsers", json!(failed)),
                ("ImportedUsers", json!(imported)),
                ("SkippedUsers", json!(skipped)),
            ]
        });
        always
            .into_iter()
            .chain(started)
            .chain(outcome)
            .map(|(name, value)| (name.to_owned(), value))
            .collect::<Map<_, _>>()
            .into()
    }
}
