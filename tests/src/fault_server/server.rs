//! The server, and its thread.

use std::{
    net::SocketAddr,
    sync::{Arc, mpsc as blocking},
    thread::JoinHandle,
    time::Duration,
};

use tokio::{net::TcpListener, sync::mpsc};

use super::{
    certificate::Certificate,
    connection,
    counts::{Counts, Request},
    port::{self, Port},
    reply::Reply,
    script::Script,
};

/// A key set endpoint on 127.0.0.1; see the [module](super). It ends when it is dropped.
#[derive(Debug)]
pub struct FaultServer {
    address: SocketAddr,
    scheme: &'static str,
    script: Arc<Script>,
    /// The wanted state of the port, and who waits for it. Closed when the server is dropped: the thread ends.
    orders: Option<mpsc::UnboundedSender<(Port, blocking::Sender<()>)>>,
    thread: Option<JoinHandle<()>>,
}

impl FaultServer {
    /// A server of plain HTTP. Its standing reply is 404.
    pub fn start() -> Self {
        Self::spawn("http", None)
    }

    /// A server of HTTPS that shows this certificate.
    pub fn start_tls(certificate: Certificate) -> Self {
        Self::spawn("https", Some(certificate))
    }

    /// Where the key set is asked for.
    pub fn url(&self) -> String {
        format!("{}://{}/jwks.json", self.scheme, self.address)
    }

    /// Its address on loopback.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Every request from now on is answered so; the script is forgotten.
    pub fn answer(&self, reply: Reply) {
        self.script.stand(reply);
    }

    /// The next requests are answered with these, one each; they come after what the script has already.
    pub fn script(&self, replies: impl IntoIterator<Item = Reply>) {
        self.script.queue(replies);
    }

    /// Lets go of the replies that are held now.
    pub fn release(&self) {
        self.script.releases.send_replace(());
    }

    /// Connections from now on see this certificate.
    ///
    /// # Panics
    /// If the server speaks plain HTTP.
    pub fn show(&self, certificate: Certificate) {
        assert_eq!(self.scheme, "https", "plain HTTP has no certificate");
        self.script.show(Some(certificate));
    }

    /// Connections from now on meet plain HTTP, whatever the URL says.
    pub fn speak_plain(&self) {
        self.script.show(None);
    }

    /// Changes what happens to who connects; returns when it is so. Connections that were accepted stay.
    pub fn port(&self, port: Port) {
        let (done, is_done) = blocking::channel();
        let orders = self.orders.as_ref().unwrap();
        orders.send((port, done)).unwrap();
        is_done.recv().unwrap();
    }

    /// Resets all open connections.
    pub fn reset_connections(&self) {
        self.script.resets.send_replace(());
    }

    /// What came in so far.
    pub fn counts(&self) -> Counts {
        *self.script.counts.borrow()
    }

    /// Waits until the counts are as wanted.
    pub async fn until(&self, wanted: impl FnMut(&Counts) -> bool) -> Counts {
        let mut counts = self.script.counts.subscribe();
        // The sender lives as long as this server.
        *counts.wait_for(wanted).await.unwrap()
    }

    /// What was asked last.
    pub fn last_request(&self) -> Option<Request> {
        self.script.last_request()
    }

    fn spawn(scheme: &'static str, certificate: Option<Certificate>) -> Self {
        let script = Arc::new(Script::new(certificate));
        let (orders, todo) = mpsc::unbounded_channel();
        let (started, is_started) = blocking::channel();
        let thread = std::thread::spawn({
            let script = Arc::clone(&script);
            move || run(&script, todo, &started)
        });
        Self {
            address: is_started.recv().unwrap(),
            scheme,
            script,
            orders: Some(orders),
            thread: Some(thread),
        }
    }
}

impl Drop for FaultServer {
    fn drop(&mut self) {
        self.orders = None;
        if let Some(thread) = self.thread.take() {
            // If it panicked the test has seen it as a broken connection.
            let _ = thread.join();
        }
    }
}

fn run(
    script: &Arc<Script>,
    mut orders: mpsc::UnboundedReceiver<(Port, blocking::Sender<()>)>,
    started: &blocking::Sender<SocketAddr>,
) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    // Connections end with the runtime.
    runtime.block_on(async {
        let (_reserved, address) = port::reserve();
        let mut listener = Some(port::listen(address));
        let mut queue = None;
        started.send(address).unwrap();
        loop {
            let order = tokio::select! {
                order = orders.recv() => order,
                never = accept(listener.as_ref().filter(|_| queue.is_none()), script) => match never {},
            };
            let Some((port, done)) = order else { return };
            drop(listener.take());
            queue = None;
            match port {
                Port::Closed => {}
                Port::Full => {
                    let (full, queued) = port::full(address).await;
                    (listener, queue) = (Some(full), Some(queued));
                }
                Port::Open => listener = Some(port::listen(address)),
            }
            done.send(()).unwrap();
        }
    });
}

async fn accept(listener: Option<&TcpListener>, script: &Arc<Script>) -> std::convert::Infallible {
    let Some(listener) = listener else {
        return std::future::pending().await;
    };
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                tokio::spawn(connection::serve(stream, Arc::clone(script)));
            }
            // Out of file descriptors, say: later there may be some.
            Err(_) => tokio::time::sleep(Duration::from_millis(5)).await,
        }
    }
}
