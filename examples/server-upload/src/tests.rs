//! The site with its embedded parts, over HTTP between them.

mod embedded_site;
mod failures;
mod files;
mod items;
