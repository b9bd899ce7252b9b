//! The tools for the files of the workspace. `workspace` decides which paths are valid.

use std::rc::Rc;

use futures_util::future::{FutureExt, LocalBoxFuture};
use serde_json::Value;

use crate::tool::workspace::{Workspace, WorkspaceError, WorkspacePath};
use crate::tool::{BuiltinTool, Risk, Tool, ToolError, introduced, named, schema, text};

/// `read_file`: gives the text of a file. Needs no approval.
pub struct ReadFile(pub Rc<dyn Workspace>);
/// `list_dir`: gives the entries of a directory. Needs no approval.
pub struct ListDir(pub Rc<dyn Workspace>);
/// `write_file`: writes a whole file. Needs approval.
pub struct WriteFile(pub Rc<dyn Workspace>);

/// The maximum number of directory entries sent to the model.
const MAX_ENTRIES: usize = 200;

impl Tool for ReadFile {
    fn name(&self) -> &str {
        BuiltinTool::ReadFile.name()
    }

    fn description(&self) -> &str {
        "Reads a text file of the workspace and gives its content."
    }

    fn cues(&self) -> &str {
        "#file"
    }

    fn parameters(&self) -> Value {
        schema::object(&[("path", "string", "path of the file, relative to the workspace")])
    }

    fn describe_result(&self, arguments: &Value, output: &str) -> String {
        introduced(&format!("{} says", named(arguments, "path")), output)
    }

    fn call<'a>(&'a self, arguments: &'a Value) -> LocalBoxFuture<'a, Result<String, ToolError>> {
        async move {
            let content = self.0.read(&path(arguments)?).await.map_err(tool_error)?;
            Ok(if content.is_empty() { "(the file is empty)".to_owned() } else { content })
        }
        .boxed_local()
    }
}

impl Tool for ListDir {
    fn name(&self) -> &str {
        BuiltinTool::ListDir.name()
    }

    fn description(&self) -> &str {
        "Lists the names of the files in a directory of the workspace."
    }

    fn cues(&self) -> &str {
        "#folder directory directories folder folders files"
    }

    fn parameters(&self) -> Value {
        let mut parameters =
            schema::object(&[("path", "string", "path of the directory; a dot means the workspace itself")]);
        if let Some(path) = parameters.pointer_mut("/properties/path") {
            path["default"] = Value::from(".");
        }
        parameters
    }

    fn describe_result(&self, arguments: &Value, output: &str) -> String {
        match named(arguments, "path") {
            "" | "." => introduced("Your files are", output),
            path => introduced(&format!("The files in {path} are"), output),
        }
    }

    fn call<'a>(&'a self, arguments: &'a Value) -> LocalBoxFuture<'a, Result<String, ToolError>> {
        async move {
            let entries = self.0.list(&path(arguments)?).await.map_err(tool_error)?;
            let mut lines: Vec<String> = entries
                .iter()
                .take(MAX_ENTRIES)
                .map(|entry| format!("{}{}", entry.name, if entry.is_directory { "/" } else { "" }))
                .collect();
            if entries.len() > MAX_ENTRIES {
                lines.push(format!("[{} more]", entries.len() - MAX_ENTRIES));
            }
            Ok(if lines.is_empty() { "(the directory is empty)".to_owned() } else { lines.join("\n") })
        }
        .boxed_local()
    }
}

impl Tool for WriteFile {
    fn name(&self) -> &str {
        BuiltinTool::WriteFile.name()
    }

    fn description(&self) -> &str {
        "Writes a text file in the workspace. A file of that name is replaced."
    }

    fn cues(&self) -> &str {
        "#file create save write"
    }

    fn parameters(&self) -> Value {
        schema::object(&[
            ("path", "string", "path of the file, relative to the workspace"),
            ("content", "string", "the whole text of the file"),
        ])
    }

    fn risk(&self) -> Risk {
        Risk::Asks
    }

    fn describe_result(&self, _arguments: &Value, output: &str) -> String {
        format!("Done: {output}.")
    }

    fn call<'a>(&'a self, arguments: &'a Value) -> LocalBoxFuture<'a, Result<String, ToolError>> {
        async move {
            let (path, content) = (path(arguments)?, text(arguments, "content")?);
            self.0.write(&path, content).await.map_err(tool_error)?;
            Ok(format!("wrote {} bytes to {path}", content.len()))
        }
        .boxed_local()
    }
}

fn path(arguments: &Value) -> Result<WorkspacePath, ToolError> {
    WorkspacePath::parse(text(arguments, "path")?).map_err(tool_error)
}

fn tool_error(error: WorkspaceError) -> ToolError {
    match error {
        WorkspaceError::Unavailable { reason } => ToolError::Unavailable { reason },
        other => ToolError::Failed { reason: other.to_string() },
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::testing::block_on;
    use crate::tool::workspace::MemoryWorkspace;

    #[test]
    fn files_are_listed_read_and_written() {
        let files: Rc<dyn Workspace> =
            Rc::new(MemoryWorkspace::with_files([("a/b.txt", "hello"), ("e", "")]));
        let call = |tool: &dyn Tool, arguments: Value| block_on(tool.call(&arguments));
        assert_eq!(call(&ListDir(files.clone()), json!({ "path": "." })), Ok("a/\ne".into()));
        assert_eq!(call(&ReadFile(files.clone()), json!({ "path": "a/b.txt" })), Ok("hello".into()));
        assert_eq!(call(&ReadFile(files.clone()), json!({ "path": "e" })), Ok("(the file is empty)".into()));
        let written = call(&WriteFile(files.clone()), json!({ "path": "n.txt", "content": "äb" }));
        assert_eq!(written, Ok("wrote 3 bytes to n.txt".into()));
        let gone = call(&ReadFile(files.clone()), json!({ "path": "no.txt" }));
        let reason = "there is no `no.txt` in the workspace".to_owned();
        assert_eq!(gone, Err(ToolError::Failed { reason }));
        assert!(matches!(call(&ReadFile(files), json!({ "path": "../x" })), Err(ToolError::Failed { .. })));
    }
}
