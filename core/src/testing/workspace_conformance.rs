//! The conformance suite for every [`Workspace`]. It writes only below `conformance/`.

#![allow(clippy::expect_used, reason = "a broken promise must fail the test that calls this")]

use crate::tool::workspace::{Entry, MAX_FILE_BYTES, Workspace, WorkspaceError, WorkspacePath};

/// Runs all cases.
pub async fn all(workspace: &dyn Workspace) {
    what_is_written_is_read(workspace).await;
    a_file_is_replaced_whole(workspace).await;
    a_directory_lists_its_names_in_order(workspace).await;
    what_is_not_there_is_told_from_what_is_something_else(workspace).await;
    nothing_is_below_a_file(workspace).await;
    large_files_are_refused(workspace).await;
}

fn path(text: &str) -> WorkspacePath {
    WorkspacePath::parse(&format!("conformance/{text}")).expect("a good path")
}

async fn write(workspace: &dyn Workspace, name: &str, content: &str) {
    workspace.write(&path(name), content).await.expect("write");
}

async fn what_is_written_is_read(workspace: &dyn Workspace) {
    for (name, content) in [
        ("read/empty.txt", ""),
        ("read/deep/er/text.md", "\u{feff}a\r\n\u{1F468}\u{200D}\u{1F469} \u{0}\n"),
        ("read/with space ä.txt", "x"),
    ] {
        write(workspace, name, content).await;
        assert_eq!(workspace.read(&path(name)).await.as_deref(), Ok(content), "{name}");
    }
}

async fn a_file_is_replaced_whole(workspace: &dyn Workspace) {
    write(workspace, "replace.txt", "a long first text").await;
    write(workspace, "replace.txt", "short").await;
    assert_eq!(workspace.read(&path("replace.txt")).await.as_deref(), Ok("short"));
}

async fn a_directory_lists_its_names_in_order(workspace: &dyn Workspace) {
    for name in ["list/b.txt", "list/a.txt", "list/sub/c.txt", "list/sub/d.txt"] {
        write(workspace, name, "x").await;
    }
    let entry = |name: &str, is_directory| Entry { name: name.into(), is_directory };
    let expected = vec![entry("a.txt", false), entry("b.txt", false), entry("sub", true)];
    assert_eq!(workspace.list(&path("list")).await, Ok(expected));
    let root = workspace.list(&WorkspacePath::default()).await.expect("the root is always there");
    assert!(root.contains(&entry("conformance", true)));
}

async fn what_is_not_there_is_told_from_what_is_something_else(workspace: &dyn Workspace) {
    write(workspace, "kinds/file.txt", "x").await;
    let (file, directory) = (path("kinds/file.txt"), path("kinds"));
    for missing in [path("kinds/none.txt"), path("none/none.txt")] {
        let error = WorkspaceError::NotFound { path: missing.to_string() };
        assert_eq!(workspace.read(&missing).await, Err(error.clone()));
        assert_eq!(workspace.list(&missing).await, Err(error));
    }
    let is_directory = WorkspaceError::IsDirectory { path: directory.to_string() };
    assert_eq!(workspace.read(&directory).await, Err(is_directory.clone()));
    assert_eq!(workspace.write(&directory, "x").await, Err(is_directory));
    let root = WorkspacePath::default();
    let root_is_directory = WorkspaceError::IsDirectory { path: root.to_string() };
    assert_eq!(workspace.read(&root).await, Err(root_is_directory.clone()));
    assert_eq!(workspace.write(&root, "x").await, Err(root_is_directory));
    assert_eq!(workspace.list(&file).await, Err(WorkspaceError::IsFile { path: file.to_string() }));
}

async fn nothing_is_below_a_file(workspace: &dyn Workspace) {
    write(workspace, "below.txt", "x").await;
    let below = path("below.txt/inner.txt");
    let missing = WorkspaceError::NotFound { path: below.to_string() };
    assert_eq!(workspace.read(&below).await, Err(missing.clone()));
    assert_eq!(workspace.list(&below).await, Err(missing));
    assert!(matches!(workspace.write(&below, "y").await, Err(WorkspaceError::Refused { .. })));
    assert_eq!(workspace.read(&path("below.txt")).await.as_deref(), Ok("x"));
}

async fn large_files_are_refused(workspace: &dyn Workspace) {
    write(workspace, "large.txt", &"x".repeat(MAX_FILE_BYTES)).await;
    let refused = workspace.write(&path("large.txt"), &"y".repeat(MAX_FILE_BYTES + 1)).await;
    assert_eq!(refused, Err(WorkspaceError::TooLarge { path: path("large.txt").to_string() }));
    let kept = workspace.read(&path("large.txt")).await.expect("the file from before");
    assert_eq!((kept.len(), kept.chars().next()), (MAX_FILE_BYTES, Some('x')));
}
