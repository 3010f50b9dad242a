//! By way of a gateway, claims are what they are by way of the token, wherever the gateway's text can mean nothing else.

use cognito_core::{CognitoClaims, Provenance, as_text};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::{
    answers::answers,
    sample::{Sample, pool, verifier},
    surface::Surface,
};

const GROUPS: &str = "cognito:groups";

/// Whose text is not told apart from another claim's: sample, claim, and whether an HTTP API's is none, either.
const AMBIGUOUS: [(&str, &str, bool); 6] = [
    ("access_user_srp", GROUPS, false),
    ("access_user_step_up_acr_amr", "amr", false),
    ("access_user_pretoken_aud_is_client", "entitlements", true),
    ("access_user_pretoken_aud_is_client", "limits", true),
    ("id_native_custom_groups_roles", GROUPS, false),
    ("id_native_custom_groups_roles", "cognito:roles", false),
];

fn is_ambiguous(surface: Surface, sample: &Sample, claim: &str) -> bool {
    let mut rows = AMBIGUOUS.iter();
    let row = rows.find(|(name, ambiguous, _)| *name == sample.name && *ambiguous == claim);
    row.is_some_and(|(.., of_http_as_well)| match surface {
        Surface::AppSync => false,
        Surface::HttpApi | Surface::HttpApiV1 => *of_http_as_well,
        Surface::RestApi => true,
    })
}

/// What the claims are to be: the token's, and the gateway's text where that is ambiguous; groups are none then.
fn expected(surface: Surface, sample: &Sample) -> Map<String, Value> {
    let of_the_token = sample.payload.iter();
    of_the_token
        .filter(|(name, _)| *name != GROUPS || !is_ambiguous(surface, sample, name))
        .map(|(name, value)| {
            let value = if is_ambiguous(surface, sample, name) {
                surface.hand_on(name, value)
            } else {
                value.clone()
            };
            (name.clone(), value)
        })
        .collect()
}

fn written(claims: &CognitoClaims) -> Value {
    serde_json::to_value(claims).unwrap()
}

#[tokio::test]
async fn all_samples_say_the_same_by_every_way() {
    let pool = pool();
    let verifier = verifier(&pool);
    let samples = Sample::all();
    assert_eq!(samples.len(), 15);
    for sample in &samples {
        let own = verifier.verify(&sample.token(&pool)).await.unwrap();
        assert_eq!(own.provenance(), Provenance::Token);
        for surface in Surface::ALL {
            let name = format!("{} by {surface:?}", sample.name);
            let context = surface.context(&sample.payload);
            let told = verifier.check_upstream(&context).await.unwrap();
            assert_eq!(told.provenance(), surface.provenance());
            assert_eq!(
                written(&told),
                Value::from(expected(surface, sample)),
                "{name}"
            );

            let (mut own, mut told) = (answers(&own), answers(&told));
            let has_lost_groups = is_ambiguous(surface, sample, GROUPS);
            assert_eq!(
                context.ambiguous_groups().is_some(),
                has_lost_groups,
                "{name}"
            );
            if has_lost_groups {
                assert_eq!(
                    told.remove("groups"),
                    Some(Value::Array(Vec::new())),
                    "{name}"
                );
                assert!(
                    own.remove("groups")
                        .is_some_and(|groups| groups[1].is_string()),
                    "{name}"
                );
            }
            assert_eq!(told, own, "{name}");
        }
    }
}

#[tokio::test]
async fn groups_that_are_parted_on_demand_are_those_of_the_token() {
    let pool = pool();
    let verifier = verifier(&pool);
    for sample in Sample::all() {
        let own = verifier.verify(&sample.token(&pool)).await.unwrap();
        for surface in Surface::ALL {
            let context = surface.context(&sample.payload).split_groups_at_commas();
            let told = verifier.check_upstream(&context).await.unwrap();
            assert_eq!(context.provenance(), surface.provenance());
            assert_eq!(context.ambiguous_groups(), None);
            assert_eq!(
                answers(&told),
                answers(&own),
                "{} by {surface:?}",
                sample.name
            );
        }
    }
}

/// An attribute is text in the token, and stays what it is.
#[tokio::test]
async fn attributes_of_the_pool_are_read_by_the_same_type() {
    #[derive(Debug, Deserialize, PartialEq)]
    struct Plan {
        #[serde(rename = "custom:tenant")]
        tenant: String,
        #[serde(rename = "custom:seats", with = "as_text")]
        seats: u32,
        #[serde(rename = "custom:is_member", with = "as_text")]
        is_member: bool,
        #[serde(with = "as_text")]
        updated_at: u64,
    }

    let verifier = verifier(&pool());
    let sample = Sample::named("id_native_custom_groups_roles");
    for surface in Surface::ALL {
        let context = surface.context(&sample.payload);
        let claims = verifier.check_upstream(&context).await.unwrap();
        let expected = Plan {
            tenant: "fake-tenant-7".to_owned(),
            seats: 12,
            is_member: true,
            updated_at: 1_762_000_000,
        };
        assert_eq!(
            claims.with_custom::<Plan>().unwrap().custom(),
            &expected,
            "{surface:?}"
        );
    }
}

/// Users whose groups have names made of what the forms are made of: what is read is what the token has, or nothing.
#[tokio::test]
async fn no_user_is_in_a_group_that_the_token_does_not_name() {
    let verifier = verifier(&pool());
    for groups in [
        &["admins"][..],
        &["a,admins"],
        &["a", "admins"],
        &["[admins]"],
        &["[admins", "a]"],
        &["[admins", "b"],
        &["\"admins\""],
        &["\"a\",\"admins\""],
        &["a,", "admins"],
        &[",admins"],
        &["admins,"],
        &["[", "admins", "]"],
        &["[]"],
        &[","],
        &["1", "2"],
        &["null"],
    ] {
        let mut sample = Sample::named("access_user_srp");
        sample.payload.insert(GROUPS.to_owned(), groups.into());
        for surface in Surface::ALL {
            let context = surface.context(&sample.payload);
            let claims = verifier.check_upstream(&context).await.unwrap();
            let read: Vec<_> = claims.groups().iter().collect();
            assert!(
                read.is_empty() || read == *groups,
                "{surface:?}: {groups:?}: {read:?}"
            );
            let is_told = context.ambiguous_groups().is_some();
            assert_eq!(read.is_empty(), is_told, "{surface:?}: {groups:?}");
        }
    }
}
