//! Draws the blocks of an answer: each is one child of the answer's element, and only those whose HTML changed are touched.
//! The HTML comes from the Markdown module, which makes it safe by construction.

use web_sys::{Element, HtmlDivElement};

/// The element that holds an answer.
pub type AnswerElement = HtmlDivElement;

/// What is on screen in one answer.
#[derive(Default)]
pub struct DrawnBlocks {
    html: Vec<String>,
}

impl DrawnBlocks {
    /// Brings the children of `answer` in line with `blocks`. While an answer grows, that is the last block.
    pub fn draw(&mut self, answer: &AnswerElement, blocks: &[String]) {
        let children = answer.children();
        for (index, html) in (0u32..).zip(blocks) {
            let place = self.html.get_mut(index as usize);
            match (place, children.item(index)) {
                (Some(drawn), Some(_)) if drawn == html => {}
                (Some(drawn), Some(child)) => {
                    child.set_inner_html(html);
                    html.clone_into(drawn);
                }
                _ => {
                    append(answer, html);
                    self.html.push(html.clone());
                }
            }
        }
        while self.html.len() > blocks.len() {
            self.html.pop();
            if let Some(child) = answer.last_element_child() {
                child.remove();
            }
        }
    }
}

fn append(answer: &Element, html: &str) {
    let Some(child) = answer.owner_document().and_then(|document| document.create_element("div").ok()) else {
        return;
    };
    child.set_class_name("block");
    child.set_inner_html(html);
    let _ = answer.append_child(&child);
}
