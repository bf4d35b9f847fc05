use crate::support::{printed, refusal, run, text};

const A: &str = "https://a.example";

#[test]
fn help_shows_a_newcomer_the_first_steps() {
    let folder = tempfile::tempdir().unwrap();
    let help = printed(folder.path(), &["--help"]);
    for words in [
        "First steps",
        "curl localhost:8765",
        "--base",
        "--insecure",
        "ankid.toml",
    ] {
        assert!(help.contains(words), "{words}");
    }
}

#[test]
fn every_shell_gets_its_completions() {
    let folder = tempfile::tempdir().unwrap();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = printed(folder.path(), &["completions", shell]);
        assert!(
            script.contains("--insecure") || script.contains("insecure"),
            "{shell}"
        );
    }
}

#[test]
fn flags_of_serve_are_refused_before_other_commands() {
    let folder = tempfile::tempdir().unwrap();
    let problem = refusal(folder.path(), &["--port", "1", "profile", "list"]);
    assert_eq!(
        problem,
        "ankid: --port belongs to `serve`; it means nothing to this command\n"
    );
}

#[test]
fn wrong_usage_is_explained() {
    let folder = tempfile::tempdir().unwrap();
    let output = run(folder.path(), &["origins", "allow", "example.com"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("use https://example.com"));
    assert_eq!(
        run(folder.path(), &["--port", "65536"]).status.code(),
        Some(2)
    );
}

#[test]
fn origins_are_decided_without_a_server() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ankid.toml");
    let said = printed(folder.path(), &["origins", "allow", A]);
    assert_eq!(
        said,
        format!("{A} may use the server; written to {}\n", file.display())
    );
    let written = std::fs::read_to_string(&file).unwrap();
    assert_eq!(
        written,
        format!("webCorsOriginList = [\"http://localhost\", \"{A}\"]\n")
    );
    let said = printed(folder.path(), &["origins", "ignore", A]);
    assert_eq!(
        said,
        format!("{A} is never asked about; written to {}\n", file.display())
    );
    let said = printed(folder.path(), &["origins", "deny", "moz-extension://x"]);
    assert!(
        said.ends_with("because http://localhost is allowed\n"),
        "{said}"
    );
}

#[test]
fn origins_are_written_into_the_file_that_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("config.json");
    std::fs::write(&config, r#"{"webBindPort": 8765}"#).unwrap();
    let words = ["origins", "allow", A, "--config", config.to_str().unwrap()];
    printed(folder.path(), &words);
    let written: serde_json::Value =
        serde_json::from_slice(&std::fs::read(&config).unwrap()).unwrap();
    assert_eq!(
        written["webCorsOriginList"],
        serde_json::json!(["http://localhost", A])
    );
    assert!(!folder.path().join("ankid.toml").exists());
}
