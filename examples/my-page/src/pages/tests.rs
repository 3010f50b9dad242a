use std::{collections::HashSet, fs, path::Path};

use super::{HTML, PAGES, Page, SCRIPT, SECURITY_HEADERS, STYLE, content_security_policy, paths};

fn of_type(content_type: &'static str) -> impl Iterator<Item = &'static Page> {
    PAGES
        .iter()
        .filter(move |page| page.content_type == content_type)
}

/// What stands between `before` and the next `after`, at each place.
fn between<'a>(text: &'a str, before: &'a str, after: char) -> impl Iterator<Item = &'a str> {
    text.split(before)
        .skip(1)
        .filter_map(move |rest| rest.split(after).next())
}

fn is_served(path: &str) -> bool {
    PAGES.iter().any(|page| page.path == path)
}

#[test]
fn every_path_is_served_once() {
    let paths: HashSet<_> = PAGES.iter().map(|page| page.path).collect();
    assert_eq!(paths.len(), PAGES.len());
    assert!(paths.iter().all(|path| path.starts_with('/')));
}

#[test]
fn pages_have_paths_of_their_own_and_the_rest_is_among_the_assets() {
    let paths: HashSet<_> = paths().collect();
    let pages: HashSet<_> = of_type(HTML).map(|page| page.path).collect();
    assert_eq!(paths, pages);
}

#[test]
fn every_file_of_the_folder_is_served() {
    let assets = Path::new(env!("CARGO_MANIFEST_DIR")).join("pages/assets");
    for file in fs::read_dir(assets).unwrap() {
        let name = file.unwrap().file_name().into_string().unwrap();
        assert!(is_served(&format!("/assets/{name}")), "{name}");
    }
}

#[test]
fn every_page_has_a_language_a_title_of_its_own_and_a_word_for_browsers_without_scripts() {
    let titles: HashSet<_> = of_type(HTML)
        .filter_map(|page| between(page.body, "<title>", '<').next())
        .collect();
    assert_eq!(titles.len(), of_type(HTML).count());
    for page in of_type(HTML) {
        assert!(page.body.contains("<html lang=\"en\">"), "{}", page.path);
        assert!(
            page.body.contains("This site needs JavaScript"),
            "{}",
            page.path
        );
        assert!(page.body.contains("id=\"message\""), "{}", page.path);
    }
}

#[test]
fn everything_a_page_refers_to_is_served_by_this_site() {
    for page in of_type(HTML) {
        let links = between(page.body, "href=\"", '"').chain(between(page.body, "src=\"", '"'));
        for link in links {
            assert!(is_served(link), "{} refers to {link}", page.path);
        }
    }
}

#[test]
fn everything_a_script_imports_is_served_by_this_site() {
    for script in of_type(SCRIPT) {
        for import in between(script.body, " from \"", '"') {
            let name = import.strip_prefix("./").unwrap();
            assert!(
                is_served(&format!("/assets/{name}")),
                "{} imports {import}",
                script.path
            );
        }
    }
}

#[test]
fn nothing_is_loaded_from_elsewhere() {
    for page in of_type(HTML).chain(of_type(SCRIPT)).chain(of_type(STYLE)) {
        for elsewhere in ["http://", "https://", "url(", "@import", "import("] {
            assert!(
                !page.body.contains(elsewhere),
                "{} contains {elsewhere}",
                page.path
            );
        }
    }
}

#[test]
fn pages_keep_to_their_own_policy() {
    for page in of_type(HTML) {
        assert!(!page.body.contains("style=\""), "{}", page.path);
        let mut words = page.body.split_whitespace();
        let has_handler = words.any(|word| word.starts_with("on") && word.contains("=\""));
        assert!(!has_handler, "{} has an inline handler", page.path);
        assert_eq!(
            page.body.matches("<script").count(),
            page.body.matches("<script type=\"module\" src=").count()
        );
    }
    for script in of_type(SCRIPT) {
        for parser in [
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "document.write",
            "eval(",
        ] {
            assert!(
                !script.body.contains(parser),
                "{} uses {parser}",
                script.path
            );
        }
    }
}

#[test]
fn every_input_has_a_label_a_note_and_a_hint_for_password_managers() {
    for page in of_type(HTML) {
        for input in between(page.body, "<input ", '>') {
            let id = between(input, "id=\"", '"').next().unwrap();
            assert!(
                page.body.contains(&format!("<label for=\"{id}\">")),
                "{}: {id}",
                page.path
            );
            assert!(
                page.body.contains(&format!("id=\"{id}-note\"")),
                "{}: {id}",
                page.path
            );
            assert!(input.contains("autocomplete=\""), "{}: {id}", page.path);
        }
    }
}

#[test]
fn connections_go_to_the_site_and_the_endpoint_only() {
    let connect = |endpoint| {
        let policy = content_security_policy([endpoint]);
        between(&policy, "connect-src ", ';')
            .next()
            .unwrap()
            .to_owned()
    };
    assert_eq!(
        connect("https://cognito-idp.us-east-1.amazonaws.com/"),
        "'self' https://cognito-idp.us-east-1.amazonaws.com"
    );
    assert_eq!(
        connect("http://127.0.0.1:4566/x/y"),
        "'self' http://127.0.0.1:4566"
    );
    assert_eq!(
        connect("http://localhost:3000/cognito"),
        "'self' http://localhost:3000"
    );
    for refused in [
        "",
        "cognito",
        "http://cognito.example",
        "http://127.0.0.1.example",
        "ftp://127.0.0.1",
        "https://",
        "https://a b",
        "https://a;script-src *",
        "https://*",
        "https://user@a.example",
        "https://a.example:port",
        "https://a.example:+80",
        "https://a.example:",
        "https://a.example:1:2",
    ] {
        assert_eq!(connect(refused), "'self'", "{refused}");
    }
}

#[test]
fn an_origin_is_named_once() {
    let here = "http://127.0.0.1:3000";
    let endpoints = [
        format!("{here}/cognito"),
        format!("{here}/identity"),
        "http://a.example".to_owned(),
        "https://s3.eu-west-1.amazonaws.com".to_owned(),
    ];
    let policy = content_security_policy(endpoints.iter().map(String::as_str));
    let expected =
        format!("connect-src 'self' {here} https://s3.eu-west-1.amazonaws.com; base-uri");
    assert!(policy.contains(&expected), "{policy}");
}

#[test]
fn headers_are_written_as_http_libraries_want_constants() {
    for (name, value) in SECURITY_HEADERS {
        assert!(
            name.bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte == b'-'),
            "{name}"
        );
        assert!(!value.is_empty(), "{name}");
    }
}
