//! Something to write down, so that there is a form to forge.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use axum::{
    extract::{Form, State},
    response::Redirect,
};
use cognito_tower::{Cognito, core::SubjectKey};
use serde::Deserialize;

use crate::site::Site;

const USERS: usize = 1_000;
const NOTES: usize = 10;
const CHARACTERS: usize = 200;

/// The newest notes of each user, in memory.
#[derive(Default)]
pub(crate) struct Notes(Mutex<HashMap<SubjectKey, VecDeque<String>>>);

#[derive(Deserialize)]
pub(crate) struct Written {
    text: String,
}

/// `POST /notes`. Where the form comes from was looked at before: the token came in a cookie.
pub(crate) async fn add(
    State(site): State<Arc<Site>>,
    Cognito(user): Cognito<SubjectKey>,
    Form(written): Form<Written>,
) -> Redirect {
    site.notes.add(user, &written.text);
    Redirect::to("/me")
}

impl Notes {
    pub(crate) fn of(&self, user: &SubjectKey) -> Vec<String> {
        let notes = self.notes();
        notes.get(user).into_iter().flatten().cloned().collect()
    }

    fn add(&self, user: SubjectKey, text: &str) {
        let text: String = text.trim().chars().take(CHARACTERS).collect();
        let mut notes = self.notes();
        if text.is_empty() || (notes.len() >= USERS && !notes.contains_key(&user)) {
            return;
        }
        let own = notes.entry(user).or_default();
        own.truncate(NOTES - 1);
        own.push_front(text);
    }

    fn notes(&self) -> MutexGuard<'_, HashMap<SubjectKey, VecDeque<String>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
