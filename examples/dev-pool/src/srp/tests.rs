use base64::{Engine as _, engine::general_purpose::STANDARD};
use num_bigint::BigUint;

use super::{
    Challenge, Owner, PasswordRecord,
    arithmetic::{GROUP, minimal_hex, pad, parse_hex, sha256},
    private_value,
};

const OWNER: Owner<'_> = Owner {
    pool_name: "AAbbCC123",
    username: "fake-user-0001",
};
const PASSWORD: &str = "Correct-Horse-9!";
const SALT: &str = "a1b2c3d4e5f60718293a4b5c6d7e8f90";
const SECRET_BLOCK: &[u8] = b"fake secret block bytes, not from AWS";
const TIMESTAMP: &str = "Sat Nov 1 09:05:07 UTC 2025";
const SIGNATURE: &str = "t04h5HbP0Wf+CPLDOclooK9sV79Ftn7oOu31mFwjcSk=";

fn hex(bytes: &[u8]) -> String {
    let digits =
        |byte: &u8| [byte >> 4, byte & 15].map(|digit| b"0123456789abcdef"[usize::from(digit)]);
    bytes.iter().flat_map(digits).map(char::from).collect()
}

fn hash_of_text(text: &str) -> String {
    hex(&sha256(&[text.as_bytes()]))
}

fn client_public() -> String {
    minimal_hex(&GROUP.power(&BigUint::from_bytes_be(&[0x11; 128])))
}

fn vector_challenge() -> Challenge {
    let record = PasswordRecord::with_salt(parse_hex(SALT).unwrap(), OWNER, PASSWORD);
    Challenge::with_private(
        record,
        &client_public(),
        BigUint::from_bytes_be(&[0x22; 128]),
    )
    .unwrap()
}

#[test]
fn the_known_vector_holds_value_by_value() {
    assert_eq!(
        format!("{:x}", GROUP.multiplier),
        "538282c4354742d7cbbde2359fcf67f9f5b3a6b08791e5011b43b8a5b66d9ee6"
    );
    let challenge = vector_challenge();
    let a = client_public();
    assert!(a.starts_with("67679d4fea151663de3276050085a1ce") && a.len() == 768);
    assert_eq!(
        hash_of_text(&a),
        "91441e9967eb395f8ca333b101ec56f3eb23bea1baf5070844c425f5a0f03e93"
    );
    let b = challenge.server_public();
    assert!(b.starts_with("462b4dc69814f2fef0c827b43a5d19b6"));
    assert_eq!(
        hash_of_text(&b),
        "95b02c2a2ae18279f89660ee60f21f9822393d9174b5b0e27b1957d4abb90a2b"
    );
    let u = sha256(&[
        &pad(&challenge.client_public),
        &pad(&challenge.server_public),
    ]);
    assert_eq!(
        hex(&u),
        "32d7c3bf1b3ca6e7c9f323ebd58fca6b075aaae3d9dae02b6617ab9a8c64b510"
    );
    let x = private_value(&parse_hex(SALT).unwrap(), OWNER, PASSWORD);
    assert_eq!(
        format!("{x:x}"),
        "2d616ce52d7a63f25ec7e22799177a1e02a14dd8e6fb2bbaf5c73272a188b555"
    );
    let key = challenge.session_key(&BigUint::from_bytes_be(&u));
    assert_eq!(hex(&key), "f4f20a2b244425653a4557d58641d62e");
}

#[test]
fn the_known_signature_proves_and_every_change_of_it_does_not() {
    let challenge = vector_challenge();
    let signature = STANDARD.decode(SIGNATURE).unwrap();
    assert!(challenge.proves(OWNER, SECRET_BLOCK, TIMESTAMP, &signature));

    let mut flipped = signature.clone();
    flipped[31] ^= 1;
    let other_user = Owner {
        username: "fake-user-0002",
        ..OWNER
    };
    let other_pool = Owner {
        pool_name: "AAbbCC124",
        ..OWNER
    };
    let later = "Sat Nov 1 09:05:08 UTC 2025";
    assert!(!challenge.proves(OWNER, SECRET_BLOCK, TIMESTAMP, &flipped));
    assert!(!challenge.proves(OWNER, SECRET_BLOCK, TIMESTAMP, &signature[..31]));
    assert!(!challenge.proves(OWNER, SECRET_BLOCK, TIMESTAMP, b""));
    assert!(!challenge.proves(OWNER, b"another block", TIMESTAMP, &signature));
    assert!(!challenge.proves(OWNER, SECRET_BLOCK, later, &signature));
    assert!(!challenge.proves(other_user, SECRET_BLOCK, TIMESTAMP, &signature));
    assert!(!challenge.proves(other_pool, SECRET_BLOCK, TIMESTAMP, &signature));
}

#[test]
fn public_values_that_fix_the_shared_secret_are_refused() {
    let record = PasswordRecord::new(OWNER, PASSWORD);
    let modulus = format!("{:x}", GROUP.modulus);
    let twice = format!("{:x}", &GROUP.modulus * 2_u8);
    let long = "1".repeat(1025);
    let last = format!("{:x}", &GROUP.modulus - 1_u8);
    for bad in [
        "", "0", "00", "+1", "-1", "1_0", "0x1", "xyz", "é", &modulus, &twice, &long,
    ] {
        assert!(Challenge::new(record.clone(), bad).is_none(), "{bad}");
    }
    assert!(Challenge::new(record, &last).is_some());
}

#[test]
fn numbers_are_padded_as_java_writes_them() {
    let padded = |number: u32| pad(&BigUint::from(number));
    assert_eq!(padded(0), [0]);
    assert_eq!(padded(0x7f), [0x7f]);
    assert_eq!(padded(0x80), [0, 0x80]);
    assert_eq!(padded(0x123), [1, 0x23]);
    assert_eq!(padded(0xffff), [0, 0xff, 0xff]);
}

#[test]
fn a_record_knows_its_password_and_prints_nothing() {
    let record = PasswordRecord::new(OWNER, PASSWORD);
    assert!(record.matches(OWNER, PASSWORD));
    assert!(!record.matches(OWNER, "correct-horse-9!"));
    assert!(
        record != PasswordRecord::new(OWNER, PASSWORD),
        "salts differ"
    );
    assert!(!PasswordRecord::simulated([7; 16], [9; 32]).matches(OWNER, PASSWORD));
    assert_eq!(format!("{record:?}"), "PasswordRecord { .. }");
}
