//! A key set on loopback, for the peers that fetch it.

use std::{
    io::{self, BufRead as _, BufReader, Write as _},
    net::{TcpListener, TcpStream},
    thread,
};

/// Serves the key set to whoever connects; returns where.
pub(crate) fn serve(jwks: String) -> io::Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let url = format!("http://{}/jwks.json", listener.local_addr()?);
    thread::spawn(move || {
        for connection in listener.incoming() {
            if let Err(error) = connection.and_then(|connection| answer(&connection, &jwks)) {
                eprintln!("key set: {error}");
            }
        }
    });
    Ok(url)
}

/// One answer, once the request's head is there.
fn answer(mut connection: &TcpStream, jwks: &str) -> io::Result<()> {
    for line in BufReader::new(connection).lines() {
        if line?.is_empty() {
            break;
        }
    }
    let length = jwks.len();
    write!(
        connection,
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{jwks}"
    )
}
