//! What to try. It is not HTTP/1.1, so the lines are not those of the other examples.

use demo_pool::Trial;

pub(crate) fn trial() -> Trial {
    Trial::new()
        .token("ANN", "of a user, with the scope greetings/say", |pools| {
            pools.main().access_token().scope("greetings/say").username("ann")
        })
        .token("BOB", "of a user, without it", |pools| pools.main().access_token())
        .note(
            "\
Then try; for a reply, and for the statuses of gRPC 7 (permission denied) and 16 (unauthenticated), in the headers:

  hello() { printf '\\0\\0\\0\\0\\6\\12\\4Cleo' | curl -s --http2-prior-knowledge http://$ADDRESS/greeter.Greeter/SayHello \\
    -H 'content-type: application/grpc' -H 'te: trailers' \"$@\" --data-binary @- --output - --dump-header -; }
  hello -H \"authorization: Bearer $ANN\"
  hello -H \"authorization: Bearer $BOB\"
  hello

Or, where there is a grpcurl:

  grpcurl -plaintext -proto examples/tonic-greeter/greeter.proto -H \"authorization: Bearer $ANN\" \\
    -d '{\"name\":\"Cleo\"}' $ADDRESS greeter.Greeter/SayHello",
        )
}
