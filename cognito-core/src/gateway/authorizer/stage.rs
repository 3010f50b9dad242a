//! The routes that a verdict is about.

use super::AuthorizerFault;

/// The longest resource that API Gateway takes in a policy ([Output from an API Gateway Lambda authorizer]).
///
/// [Output from an API Gateway Lambda authorizer]: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html
const LONGEST: usize = 512;

/// All routes of the stage that this ARN of a route belongs to: `arn:aws:execute-api:eu-west-1:123456789012:abcdef123/prod/*`.
///
/// Strict, since it is copied into a policy: there `*`, `?` and `${` mean something.
///
/// # Errors
/// `InvalidArn` where it is not one of `execute-api`.
pub(super) fn all_routes(arn: &str) -> Result<String, AuthorizerFault> {
    let stage = stage(arn).ok_or(AuthorizerFault::InvalidArn)?;
    Ok(format!("{stage}/*"))
}

/// What stands before the route.
fn stage(arn: &str) -> Option<&str> {
    let mut parts = arn.splitn(6, ':');
    let mut part = || parts.next();
    let (scheme, partition, service) = (part()?, part()?, part()?);
    let (region, account, resource) = (part()?, part()?, part()?);
    let (api, rest) = resource.split_once('/')?;
    let (stage, route) = rest.split_once('/')?;
    let is_right = scheme == "arn"
        && is_name(partition)
        && service == "execute-api"
        && is_name(region)
        && account.len() == 12
        && account.bytes().all(|b| b.is_ascii_digit())
        && !api.is_empty()
        && api.bytes().all(|b| b.is_ascii_alphanumeric())
        && is_stage(stage);
    let before = arn.len() - route.len() - "/".len();
    arn.get(..before)
        .filter(|before| is_right && before.len() + "/*".len() <= LONGEST)
}

/// As partitions and Regions are written: `aws-us-gov`, `us-gov-west-1`.
fn is_name(text: &str) -> bool {
    let is_in = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    !text.is_empty() && text.bytes().all(is_in)
}

fn is_stage(text: &str) -> bool {
    let is_in = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
    text == "$default" || !text.is_empty() && text.bytes().all(is_in)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stage_of_a_route() {
        for (arn, stage) in [
            (
                "arn:aws:execute-api:us-east-1:123456789012:abcdef123/test/GET/request",
                "arn:aws:execute-api:us-east-1:123456789012:abcdef123/test/*",
            ),
            (
                "arn:aws-cn:execute-api:cn-north-1:000000000000:a/b_c-D/POST/",
                "arn:aws-cn:execute-api:cn-north-1:000000000000:a/b_c-D/*",
            ),
            (
                "arn:aws-us-gov:execute-api:us-gov-west-1:123456789012:abcdef123/$default/GET/a:b/*/${x}",
                "arn:aws-us-gov:execute-api:us-gov-west-1:123456789012:abcdef123/$default/*",
            ),
            (
                "arn:aws:execute-api:eu-west-1:123456789012:abcdef123/prod/$connect",
                "arn:aws:execute-api:eu-west-1:123456789012:abcdef123/prod/*",
            ),
        ] {
            assert_eq!(all_routes(arn).as_deref(), Ok(stage), "{arn}");
        }
    }

    #[test]
    fn anything_else_is_no_resource_of_a_policy() {
        for arn in [
            "",
            "*",
            "arn",
            "arn:aws:execute-api:us-east-1:123456789012:abcdef123",
            "arn:aws:execute-api:us-east-1:123456789012:abcdef123/test",
            "arn:aws:execute-api:us-east-1:123456789012:/test/GET/",
            "arn:aws:execute-api:us-east-1:123456789012:abcdef123//GET/",
            "arn:aws:execute-api:us-east-1:123456789012:abcdef123/*/GET/",
            "arn:aws:execute-api:us-east-1:123456789012:*/test/GET/",
            "arn:aws:execute-api:us-east-1:123456789012:abcdef123/${x}/GET/",
            "arn:aws:execute-api:us-east-1:123456789012:abcdef123/$DEFAULT/GET/",
            "arn:aws:execute-api:us-east-1:123456789012:abcdef123/te?t/GET/",
            "arn:aws:execute-api:us-east-1:12345678901:abcdef123/test/GET/",
            "arn:aws:execute-api:us-east-1:12345678901x:abcdef123/test/GET/",
            "arn:aws:execute-api:us-east-1:*:abcdef123/test/GET/",
            "arn:aws:execute-api:*:123456789012:abcdef123/test/GET/",
            "arn:aws:execute-api::123456789012:abcdef123/test/GET/",
            "arn::execute-api:us-east-1:123456789012:abcdef123/test/GET/",
            "arn:aws:lambda:us-east-1:123456789012:abcdef123/test/GET/",
            "ARN:aws:execute-api:us-east-1:123456789012:abcdef123/test/GET/",
            " arn:aws:execute-api:us-east-1:123456789012:abcdef123/test/GET/",
            "arn:aws:execute-api:us-east-1:123456789012:abcdéf123/test/GET/",
        ] {
            assert_eq!(all_routes(arn), Err(AuthorizerFault::InvalidArn), "{arn}");
        }
    }

    #[test]
    fn the_resource_is_bounded_and_the_route_is_not() {
        let arn = |api: usize, route: usize| {
            let (api, route) = ("a".repeat(api), "r".repeat(route));
            format!("arn:aws:execute-api:us-east-1:123456789012:{api}/test/GET/{route}")
        };
        let others = all_routes(&arn(1, 0)).unwrap().len() - 1;
        assert_eq!(
            all_routes(&arn(LONGEST - others, 2000)).unwrap().len(),
            LONGEST
        );
        assert!(all_routes(&arn(LONGEST - others + 1, 0)).is_err());
    }
}
