use std::{fmt, sync::Arc};

use arc_swap::ArcSwap;

use crate::{BuildError, ClientId};

/// App clients that may change while the program runs: with dynamic client registration the list of a pool's clients grows.
///
/// Clones share one list. A change holds from the next verification on; a token that is verified at that moment goes by
/// the old list or by the new one, never by half of each. A set is never empty. Reading it takes no lock.
///
/// ```
/// use cognito_core::{ClientSet, Reason, UserPool, Verifier, test_util::TestPool};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let test = TestPool::new(); // in place of AWS
/// let clients = ClientSet::new(["web"])?;
/// let pool = UserPool::with_client_set("us-east-1_TestPool1".parse()?, clients.clone());
/// let verifier = Verifier::builder()
///     .user_pool(pool)
///     .clock(test.clock().clone())
///     .fetcher(test.clone())
///     .build()?;
///
/// let token = test.access_token().claim("client_id", "phone").mint();
/// assert_eq!(verifier.verify(&token).await.unwrap_err().reason(), Reason::ClientMismatch);
/// clients.insert("phone")?; // say, when an administrator has approved it
/// assert!(verifier.verify(&token).await.is_ok());
/// # Ok(()) }
/// ```
#[derive(Clone)]
#[expect(
    clippy::len_without_is_empty,
    reason = "a set is never empty, so there is nothing to ask"
)]
pub struct ClientSet(Arc<ArcSwap<Sorted>>);

/// In order and each once: a forged `aud` may ask for thousands of clients, of a list of thousands.
type Sorted = Box<[ClientId]>;

impl ClientSet {
    /// A set of these app clients.
    ///
    /// # Errors
    /// [`BuildError`] if there is none, or if one is not of the form of an app client id.
    pub fn new<I>(clients: I) -> Result<Self, BuildError>
    where
        I: IntoIterator,
        I::Item: Into<ClientId>,
    {
        Ok(Self(Arc::new(ArcSwap::from_pointee(checked(clients)?))))
    }

    /// Puts these app clients in the place of those in the set.
    ///
    /// ```
    /// let clients = cognito_core::ClientSet::new(["old"])?;
    /// clients.replace(["web", "phone"])?;
    /// assert!(clients.contains("web") && !clients.contains("old"));
    ///
    /// assert!(clients.replace([""]).is_err());
    /// assert!(clients.contains("web"), "a list with a mistake changes nothing");
    /// # Ok::<(), cognito_core::BuildError>(())
    /// ```
    ///
    /// # Errors
    /// As [`new`](Self::new). The set is then as it was.
    pub fn replace<I>(&self, clients: I) -> Result<(), BuildError>
    where
        I: IntoIterator,
        I::Item: Into<ClientId>,
    {
        self.0.store(Arc::new(checked(clients)?));
        Ok(())
    }

    /// Adds an app client; says whether it is new.
    ///
    /// # Errors
    /// [`BuildError`] if it is not of the form of an app client id.
    pub fn insert(&self, client: impl Into<ClientId>) -> Result<bool, BuildError> {
        let client = client.into();
        client.check()?;
        let before = self
            .0
            .rcu(|clients| match position(clients, client.as_str()) {
                Ok(_) => Arc::clone(clients),
                Err(place) => {
                    let mut clients = clients.to_vec();
                    clients.insert(place, client.clone());
                    Arc::new(clients.into())
                }
            });
        Ok(position(&before, client.as_str()).is_err())
    }

    /// Removes an app client, whose tokens are refused from now on; says whether it was there.
    ///
    /// ```
    /// let clients = cognito_core::ClientSet::new(["web", "phone"])?;
    /// assert!(clients.remove("phone")?);
    /// assert!(!clients.remove("phone")?);
    /// assert!(clients.remove("web").is_err(), "it is the last one");
    /// # Ok::<(), cognito_core::BuildError>(())
    /// ```
    ///
    /// # Errors
    /// [`BuildError::EmptyClientSet`] for the last one: the set would refuse every token. It stays in the set.
    pub fn remove(&self, client: &str) -> Result<bool, BuildError> {
        let is_last = |clients: &Sorted| matches!(&**clients, [last] if last.as_str() == client);
        let before = self.0.rcu(|clients| {
            if is_last(clients) || position(clients, client).is_err() {
                return Arc::clone(clients);
            }
            let others = clients.iter().filter(|other| other.as_str() != client);
            Arc::new(others.cloned().collect())
        });
        if is_last(&before) {
            return Err(BuildError::EmptyClientSet);
        }
        Ok(position(&before, client).is_ok())
    }

    /// Whether this app client's tokens are accepted.
    pub fn contains(&self, client: &str) -> bool {
        position(&self.0.load(), client).is_ok()
    }

    /// The number of app clients; at least 1.
    ///
    /// ```
    /// assert_eq!(cognito_core::ClientSet::new(["web", "phone", "web"])?.len(), 2);
    /// # Ok::<(), cognito_core::BuildError>(())
    /// ```
    pub fn len(&self) -> usize {
        self.0.load().len()
    }
}

impl fmt::Debug for ClientSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClientSet ")?;
        let clients = self.0.load();
        f.debug_set()
            .entries(clients.iter().map(ClientId::as_str))
            .finish()
    }
}

fn position(clients: &Sorted, client: &str) -> Result<usize, usize> {
    clients.binary_search_by(|listed| listed.as_str().cmp(client))
}

fn checked<I>(clients: I) -> Result<Sorted, BuildError>
where
    I: IntoIterator,
    I::Item: Into<ClientId>,
{
    let mut clients: Vec<ClientId> = clients.into_iter().map(Into::into).collect();
    if clients.is_empty() {
        return Err(BuildError::EmptyClientSet);
    }
    clients.iter().try_for_each(ClientId::check)?;
    clients.sort_unstable_by(|a, b| a.as_str().cmp(b.as_str()));
    clients.dedup();
    Ok(clients.into())
}

#[cfg(test)]
mod tests;
