use super::*;

const ROOM: usize = limit::STORE;

fn part(byte: u8, length: usize) -> Part {
    Part {
        bytes: vec![byte; length],
        checksum: None,
    }
}

fn named(parts: &[(u16, &Part)]) -> Vec<NamedPart> {
    let element = |(number, part): &(u16, &Part)| {
        let etag = part.etag().replace('"', "&quot;");
        format!("<Part><ETag>{etag}</ETag><PartNumber>{number}</PartNumber></Part>")
    };
    let xml: String = parts.iter().map(element).collect();
    NamedPart::read_all(xml.as_bytes()).unwrap()
}

fn code<T>(outcome: Result<T, S3Error>) -> &'static str {
    outcome.map_or_else(|error| error.code(), |_| "")
}

#[test]
fn named_parts_are_joined_in_their_order() {
    let mut uploads = Uploads::default();
    let id = uploads.begin("k", Headers::default(), 1);
    let large = || part(1, limit::SMALLEST_PART);
    for (number, part) in [(2, large()), (1, large()), (7, part(3, 2)), (9, part(4, 1))] {
        uploads.add("k", &id, number, part, ROOM).unwrap();
    }
    // Again, in the place of the first one.
    uploads
        .add("k", &id, 1, part(9, limit::SMALLEST_PART), ROOM)
        .unwrap();
    let first = part(9, limit::SMALLEST_PART);
    let names = named(&[(1, &first), (2, &large()), (7, &part(3, 2))]);
    let object = uploads.join("k", &id, &names, 5).unwrap();
    let expected = [&*first.bytes, &large().bytes, &[3, 3]].concat();
    assert!(object.bytes == expected);
    assert!(object.etag.ends_with("-3\"") && object.etag.len() == 36);
    assert_eq!(object.modified, 5);
    assert!(uploads.take(&id).is_some());
    assert_eq!(uploads.size(), 0);
    assert_eq!(code(uploads.abort("k", &id)), "NoSuchUpload");
}

#[test]
fn what_was_not_uploaded_cannot_be_joined() {
    let mut uploads = Uploads::default();
    let id = uploads.begin("k", Headers::default(), 1);
    for (number, length) in [(1, 3), (2, 3)] {
        uploads
            .add("k", &id, number, part(1, length), ROOM)
            .unwrap();
    }
    let good = part(1, 3);
    let bad = part(2, 3);
    for (names, expected) in [
        (named(&[(1, &bad)]), "InvalidPart"),
        (named(&[(3, &good)]), "InvalidPart"),
        (named(&[(2, &good), (1, &good)]), "InvalidPartOrder"),
        (named(&[(1, &good), (1, &good)]), "InvalidPartOrder"),
        (named(&[(1, &good), (2, &good)]), "EntityTooSmall"),
    ] {
        assert_eq!(code(uploads.join("k", &id, &names, 1)), expected);
    }
    let mut wrong_sum = named(&[(1, &good)]);
    wrong_sum[0].checksum = Some(Checksum {
        algorithm: Algorithm::Crc32,
        value: "AAAAAA==".to_owned(),
    });
    assert_eq!(code(uploads.join("k", &id, &wrong_sum, 1)), "InvalidPart");

    let names = named(&[(1, &good)]);
    assert_eq!(code(uploads.join("other", &id, &names, 1)), "NoSuchUpload");
    assert_eq!(
        code(uploads.add("other", &id, 1, part(1, 1), ROOM)),
        "NoSuchUpload"
    );
    assert_eq!(
        code(uploads.add("k", "x", 1, part(1, 1), ROOM)),
        "NoSuchUpload"
    );
    assert_eq!(code(uploads.join("k", &id, &names, 1)), "");
}

#[test]
fn parts_and_uploads_are_bounded() {
    let mut uploads = Uploads::default();
    let id = uploads.begin("k", Headers::default(), 1);
    let size = limit::JOINED_OBJECT;
    assert_eq!(
        code(uploads.add("k", &id, 1, part(1, size + 1), ROOM)),
        "EntityTooLarge"
    );
    assert_eq!(code(uploads.add("k", &id, 1, part(1, size), ROOM)), "");
    assert_eq!(
        code(uploads.add("k", &id, 2, part(1, 1), ROOM)),
        "EntityTooLarge"
    );
    // What it replaces is room.
    assert_eq!(code(uploads.add("k", &id, 1, part(1, size), 0)), "");
    assert_eq!(code(uploads.add("k", &id, 1, part(1, 1), 0)), "");
    assert_eq!(
        code(uploads.add("k", &id, 2, part(1, 1), 0)),
        "InvalidRequest"
    );
    for _ in 0..limit::UPLOADS {
        uploads.begin("k", Headers::default(), 2);
    }
    assert_eq!(uploads.0.len(), limit::UPLOADS);
    assert_eq!(code(uploads.abort("k", &id)), "NoSuchUpload");
}

#[test]
fn a_completion_is_a_list_of_parts() {
    for body in [
        "",
        "<Part></Part>",
        "<Part><ETag>a</ETag></Part>",
        "<Part><ETag>a</ETag><PartNumber>0</PartNumber></Part>",
        "<Part><ETag>a</ETag><PartNumber>10001</PartNumber></Part>",
        "<Part><ETag>&x;</ETag><PartNumber>1</PartNumber></Part>",
    ] {
        assert_eq!(
            code(NamedPart::read_all(body.as_bytes())),
            "MalformedXML",
            "{body}"
        );
    }
    assert_eq!(code(NamedPart::read_all(b"\xff")), "MalformedXML");
    let body = "<CompleteMultipartUpload><Part><ChecksumCRC32>x</ChecksumCRC32><ETag>\"a\"</ETag><PartNumber>10000</PartNumber>\
                </Part></CompleteMultipartUpload>";
    let parts = NamedPart::read_all(body.as_bytes()).unwrap();
    assert_eq!((parts[0].number, &*parts[0].etag), (10_000, "a"));
    assert!(parts[0].checksum.is_some());
}
