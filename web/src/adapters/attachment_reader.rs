//! Reads attachments: texts as they are, pictures scaled down to the size that models use.

use abcb_core::conversation::attachment::decode::decode;
use abcb_core::conversation::attachment::files::{MAX_FILE_BYTES, MAX_IMAGE_BYTES, image_type};
use abcb_core::conversation::attachment::{Attachment, Content};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use js_sys::Uint8Array;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{CanvasRenderingContext2d, File, HtmlCanvasElement, ImageBitmap};

use super::files::take_picked;
use super::js_reason;
use crate::ports::{AttachmentReader, IncomingFiles, ReadFile, Refusal};

/// The maximum size of a file in bytes, also for pictures that would be scaled down. Larger files are not opened.
const MAX_OPENED_BYTES: f64 = 40.0 * 1024.0 * 1024.0;
/// The longest side of a picture in pixels. Models scale larger pictures down themselves, or reject them.
const LONGEST_SIDE: f64 = 1_568.0;
const JPEG: &str = "image/jpeg";
const JPEG_QUALITY: f64 = 0.85;

#[derive(Clone, Copy, Debug, Default)]
pub struct BrowserAttachmentReader;

impl AttachmentReader for BrowserAttachmentReader {
    fn read(&self, incoming: IncomingFiles) -> LocalBoxFuture<'static, Vec<ReadFile>> {
        async move {
            let files = match incoming {
                IncomingFiles::Files(files) => files,
                IncomingFiles::Picked(input) => take_picked(&input),
                IncomingFiles::Text(text) => {
                    return vec![ReadFile { name: String::new(), read: pasted(text), guessed: None }];
                }
            };
            let mut read = Vec::new();
            for file in files {
                let (name, mut guessed) = (file.name(), None);
                let attachment = read_file(&file, &mut guessed).await;
                read.push(ReadFile { name, read: attachment, guessed });
            }
            read
        }
        .boxed_local()
    }
}

fn pasted(text: String) -> Result<Attachment, Refusal> {
    if text.len() > MAX_FILE_BYTES {
        return Err(Refusal::TooLarge);
    }
    let content = Content::Text(text);
    Ok(Attachment { name: String::new(), media_type: "text/plain".to_owned(), content })
}

/// Reads a text or a picture. `guessed` receives the encoding that was assumed for a text.
async fn read_file(file: &File, guessed: &mut Option<&'static str>) -> Result<Attachment, Refusal> {
    if file.size() > MAX_OPENED_BYTES {
        return Err(Refusal::TooLarge);
    }
    let buffer = JsFuture::from(file.array_buffer()).await;
    let bytes = match buffer {
        Ok(buffer) => Uint8Array::new(&buffer).to_vec(),
        Err(error) => return Err(Refusal::Failed(js_reason(&error))),
    };
    let (name, said_type) = (file.name(), file.type_());
    if let Some(kind) = image_type(&bytes) {
        let (media_type, data) = picture(file, kind, &bytes).await?;
        return Ok(Attachment { name, media_type, content: Content::Data(data) });
    }
    let is_large = bytes.len() > MAX_FILE_BYTES;
    let decoded = decode(bytes).ok_or(Refusal::NotReadable)?;
    *guessed = decoded.guessed;
    let text = decoded.text;
    if is_large || text.len() > MAX_FILE_BYTES {
        return Err(Refusal::TooLarge);
    }
    let media_type = if said_type.is_empty() { "text/plain".to_owned() } else { said_type };
    Ok(Attachment { name, media_type, content: Content::Text(text) })
}

/// Returns the picture's media type and its bytes in base64, scaled down if it is too large.
async fn picture(file: &File, kind: &str, bytes: &[u8]) -> Result<(String, String), Refusal> {
    let bitmap = decoded(file).await.map_err(|_| Refusal::NotReadable)?;
    let (width, height) = (f64::from(bitmap.width()), f64::from(bitmap.height()));
    let scale = (LONGEST_SIDE / width.max(height)).min(1.0);
    let drawn = if scale == 1.0 && bytes.len() <= MAX_IMAGE_BYTES {
        Ok((kind.to_owned(), STANDARD.encode(bytes)))
    } else {
        smaller(&bitmap, (width * scale, height * scale), kind)
    };
    bitmap.close();
    let (kind, data) = drawn.map_err(|error| Refusal::Failed(js_reason(&error)))?;
    if data.len() / 4 * 3 > MAX_IMAGE_BYTES { Err(Refusal::TooLarge) } else { Ok((kind, data)) }
}

async fn decoded(file: &File) -> Result<ImageBitmap, JsValue> {
    let window = web_sys::window().ok_or("no window")?;
    JsFuture::from(window.create_image_bitmap_with_blob(file)?).await?.dyn_into()
}

/// Draws the picture at a smaller size. A lossless format stays lossless unless the result is too large.
fn smaller(
    bitmap: &ImageBitmap,
    (width, height): (f64, f64),
    kind: &str,
) -> Result<(String, String), JsValue> {
    let document = web_sys::window().and_then(|window| window.document()).ok_or("no document")?;
    let canvas: HtmlCanvasElement = document.create_element("canvas")?.unchecked_into();
    canvas.set_width(width.round().max(1.0) as u32);
    canvas.set_height(height.round().max(1.0) as u32);
    let context: CanvasRenderingContext2d = canvas.get_context("2d")?.ok_or("no canvas")?.unchecked_into();
    let draw = || context.draw_image_with_image_bitmap_and_dw_and_dh(bitmap, 0.0, 0.0, width, height);
    if kind != JPEG {
        draw()?;
        if let Some(data) = canvas.to_data_url()?.strip_prefix("data:image/png;base64,")
            && data.len() / 4 * 3 <= MAX_IMAGE_BYTES
        {
            return Ok(("image/png".to_owned(), data.to_owned()));
        }
    }
    // JPEG has no transparency, so transparent areas become white.
    context.set_fill_style_str("#fff");
    context.fill_rect(0.0, 0.0, width, height);
    draw()?;
    let url = canvas.to_data_url_with_type_and_encoder_options(JPEG, &JPEG_QUALITY.into())?;
    let data = url.strip_prefix("data:image/jpeg;base64,").ok_or("no JPEG")?;
    Ok((JPEG.to_owned(), data.to_owned()))
}
