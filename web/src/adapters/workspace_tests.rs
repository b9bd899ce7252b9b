use std::rc::Rc;

use abcb_core::testing::workspace_conformance;
use abcb_core::tool::workspace::{MAX_FILE_BYTES, Workspace, WorkspaceError, WorkspacePath};
use js_sys::{Function, Promise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

use super::indexed_db::IndexedDbStore;
use super::workspace::BrowserWorkspaces;
use crate::ports::{FileInput, StoredFile, WorkspacePlace, Workspaces};

wasm_bindgen_test_configure!(run_in_browser);

fn path(text: &str) -> WorkspacePath {
    WorkspacePath::parse(text).expect("a good path")
}

/// Runs the body of an async JavaScript function.
async fn js(body: &str) -> JsValue {
    let function = Function::new_no_args(&format!("return (async () => {{ {body} }})()"));
    let promise: Promise = function.call0(&JsValue::NULL).expect("a promise").unchecked_into();
    JsFuture::from(promise).await.expect("what the test needs of the browser")
}

/// Returns a file input with picked files: `(name, expression for the content)`.
async fn picked(files: &[(&str, &str)]) -> FileInput {
    let add = |(name, content): &(&str, &str)| format!("data.items.add(new File([{content}], '{name}'));");
    let files: String = files.iter().map(add).collect();
    let body = format!(
        "const data = new DataTransfer(); {files}
        const input = Object.assign(document.createElement('input'), {{ type: 'file', multiple: true }});
        input.files = data.files; return input"
    );
    js(&body).await.unchecked_into()
}

async fn store() -> Rc<IndexedDbStore> {
    let name = format!("abcb-test-grants-{}", js_sys::Math::random());
    Rc::new(IndexedDbStore::open(&name, drop).await.expect("IndexedDB should open"))
}

#[wasm_bindgen_test]
async fn the_private_folder_conforms() {
    workspace_conformance::all(&BrowserWorkspaces::new(None)).await;
}

#[wasm_bindgen_test]
async fn files_of_the_users_come_into_the_private_folder_and_out_of_it() {
    let workspaces = BrowserWorkspaces::new(None);
    let input = picked(&[
        ("up one.txt", "'hello'"),
        ("up:two.txt", "'x'"),
        ("up-binary", "new Uint8Array([255, 254])"),
    ])
    .await;
    assert_eq!(workspaces.upload(input.clone()).await, Ok(3));
    assert_eq!(input.value(), "", "the same file can be picked again");
    assert_eq!(workspaces.read(&path("up one.txt")).await.as_deref(), Ok("hello"));
    assert_eq!(workspaces.read(&path("up_two.txt")).await.as_deref(), Ok("x"));
    let binary = WorkspaceError::NotText { path: "up-binary".into() };
    assert_eq!(workspaces.read(&path("up-binary")).await, Err(binary));

    let large = picked(&[("up-large.txt", "'x'.repeat(1e6 + 1)")]).await;
    assert_eq!(workspaces.upload(large).await, Ok(1));
    let too_large = WorkspaceError::TooLarge { path: "up-large.txt".into() };
    assert_eq!(workspaces.read(&path("up-large.txt")).await, Err(too_large));

    workspaces.write(&path("updir/sub/deep.txt"), "four").await.expect("write");
    let files = workspaces.files().await.expect("files");
    let mine: Vec<(String, u64)> = files
        .iter()
        .map(|file| (file.path.to_string(), file.size))
        .filter(|(path, _)| path.starts_with("up"))
        .collect();
    let size = |path: &str, size| (path.to_owned(), size);
    let large = MAX_FILE_BYTES as u64 + 1;
    let expected = [
        size("up one.txt", 5),
        size("up-binary", 2),
        size("up-large.txt", large),
        size("up_two.txt", 1),
        size("updir/sub/deep.txt", 4),
    ];
    assert_eq!(mine, expected);

    // Otherwise the browser would write into the download folder of whoever runs the test.
    js("HTMLAnchorElement.prototype.click = function () { window.offered = this.download }").await;
    assert_eq!(workspaces.download(path("updir/sub/deep.txt")).await, Ok(()));
    assert_eq!(js("return window.offered").await, "deep.txt");
    assert_eq!(workspaces.remove(path("updir/sub/deep.txt")).await, Ok(()));
    let gone = WorkspaceError::NotFound { path: "updir/sub/deep.txt".into() };
    assert_eq!(workspaces.remove(path("updir/sub/deep.txt")).await, Err(gone));
    assert!(
        !workspaces
            .files()
            .await
            .expect("files")
            .contains(&StoredFile { path: path("updir/sub/deep.txt"), size: 4 })
    );
}

/// Replaces the browser's prompts: the picker returns a directory of the origin's private file system, which has the
/// same interface.
async fn answer_for_the_user() {
    js("window.permission = 'granted';
        window.showDirectoryPicker = async () => {
            if (window.refusing) throw new DOMException('no', 'AbortError');
            const root = await navigator.storage.getDirectory();
            return root.getDirectoryHandle('granted', { create: true });
        };
        FileSystemHandle.prototype.queryPermission = async () => window.permission;
        FileSystemHandle.prototype.requestPermission = async () => (window.permission = 'granted');")
    .await;
}

#[wasm_bindgen_test]
async fn a_granted_directory_is_used_until_its_permission_lapses() {
    answer_for_the_user().await;
    let store = store().await;
    let workspaces = BrowserWorkspaces::new(Some(store.clone()));
    let tools = workspaces.clone();
    assert!(workspaces.can_choose());
    assert_eq!(workspaces.place().await, Ok(WorkspacePlace::Private));
    let granted = |is_granted| Ok(WorkspacePlace::Directory { name: "granted".into(), is_granted });
    assert_eq!(workspaces.choose_directory().await, granted(true));
    workspace_conformance::all(&tools).await;
    tools.write(&path("only-there.txt"), "x").await.expect("write");

    // After a reload the choice is kept and the permission is not.
    let again = BrowserWorkspaces::new(Some(store.clone()));
    js("window.permission = 'prompt'").await;
    assert_eq!(again.place().await, granted(false));
    let lapsed = again.read(&path("only-there.txt")).await;
    assert!(
        matches!(lapsed, Err(WorkspaceError::Unavailable { reason }) if reason.contains("`granted` has lapsed"))
    );
    assert_eq!(again.grant_again().await, granted(true));
    assert_eq!(again.read(&path("only-there.txt")).await.as_deref(), Ok("x"));

    js("window.refusing = true").await;
    assert_eq!(again.choose_directory().await, granted(true), "thinking better of it changes nothing");
    assert_eq!(again.use_private().await, Ok(()));
    let missing = WorkspaceError::NotFound { path: "only-there.txt".into() };
    assert_eq!(again.read(&path("only-there.txt")).await, Err(missing));
    assert_eq!(BrowserWorkspaces::new(Some(store)).place().await, Ok(WorkspacePlace::Private));
}
