//! Section 2 of the rules: what the header may say, and that it chooses nothing.

mod algorithm;
mod form;
mod key;
mod member;
