use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpListener,
    thread,
};

use super::*;

fn trial() -> Trial {
    Trial::new()
        .token("READER", "the scope orders/read", |pools| {
            pools.main().access_token().scope("orders/read")
        })
        .expect(
            200,
            "a reader sees the orders",
            Curl::get("/orders").bearer("READER"),
        )
        .expect(
            201,
            "a new one",
            Curl::put("/orders/1").text("tea").bearer("READER"),
        )
}

/// Answers each request with the next status, and hands back what was asked.
fn server(statuses: &'static [&str]) -> (SocketAddr, thread::JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let serve = move |status: &&str| {
        let (connection, _) = listener.accept().unwrap();
        let mut reader = BufReader::new(connection);
        let mut asked = String::new();
        while !asked.ends_with("\r\n\r\n") {
            reader.read_line(&mut asked).unwrap();
        }
        let length = asked
            .split("content-length: ")
            .nth(1)
            .unwrap()
            .split('\r')
            .next()
            .unwrap()
            .parse()
            .unwrap();
        reader
            .by_ref()
            .take(length)
            .read_to_string(&mut asked)
            .unwrap();
        write!(
            reader.into_inner(),
            "HTTP/1.1 {status}\r\nx-a: b\r\n\r\nhello"
        )
        .unwrap();
        asked
    };
    (
        address,
        thread::spawn(move || statuses.iter().map(serve).collect()),
    )
}

#[test]
fn what_is_printed_is_what_is_sent() {
    let pools = Pools::new();
    let (address, server) = server(&["200 OK", "201 Created"]);
    let answers = trial().run(&pools, address);
    assert!(
        answers
            .iter()
            .all(|answer| answer.text.ends_with("\r\n\r\nhello"))
    );

    let asked = server.join().unwrap();
    assert!(
        asked[0].starts_with("GET /orders HTTP/1.1\r\n"),
        "{}",
        asked[0]
    );
    let token = asked[0].split("authorization: Bearer ").nth(1).unwrap();
    assert!(token.starts_with("eyJ"), "{token}");
    assert!(asked[1].ends_with("\r\n\r\ntea"), "{}", asked[1]);

    let printed = trial().introduction(Some(&pools), address);
    assert!(printed.contains("FOR TRYING OUT ONLY"), "{printed}");
    let prose = printed.lines().filter(|line| !line.starts_with("  curl "));
    assert!(!prose.collect::<String>().contains('\''), "{printed}");
    assert!(printed.contains("\n  READER=eyJ"), "{printed}");
    let line = format!(
        "201, a new one:\n  curl -i http://{address}/orders/1 -X PUT -H \"content-type: text/plain\" -H \"authorization: Bearer $READER\" -d 'tea'\n"
    );
    assert!(printed.contains(&line), "{printed}");
}

#[test]
#[should_panic(expected = "a reader sees the orders")]
fn another_status_fails_the_test() {
    let (address, _) = server(&["401 Unauthorized", "201 Created"]);
    trial().run(&Pools::new(), address);
}

#[test]
fn no_token_of_a_real_pool_is_made_up() {
    let printed = trial().introduction(None, ([127, 0, 0, 1], 3000).into());
    assert!(
        printed.contains("the scope orders/read:\n  READER='paste it here'\n"),
        "{printed}"
    );
    assert!(
        !printed.contains("eyJ") && !printed.contains("TRYING OUT"),
        "{printed}"
    );
}

#[test]
fn a_note_knows_where_the_example_listens() {
    let trial = Trial::new().note("Open http://$ADDRESS/chat in a browser.");
    let printed = trial.introduction(None, ([127, 0, 0, 1], 8080).into());
    assert!(
        printed.ends_with("\nOpen http://127.0.0.1:8080/chat in a browser.\n"),
        "{printed}"
    );
    assert!(!printed.contains("status"), "{printed}");
}

#[test]
fn debug_prints_no_token() {
    let printed = format!("{:?}", trial());
    assert!(
        printed.contains("READER") && !printed.contains("eyJ"),
        "{printed}"
    );
}
