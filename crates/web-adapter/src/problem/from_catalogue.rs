//! Which problem each error of those who keep the catalogue is.

use actix_web::http::header::ETAG;
use hexmart_application::catalogue::{CategoriesError, CreateProductError, EditProductError, PictureError};
use hexmart_application::media::{
    MAX_PICTURE_BYTES, MAX_PICTURE_PIXELS, MAX_PICTURE_SIDE, ObjectError, PictureFault,
};
use hexmart_domain::catalogue::{EditError, ForestError, MatrixError, PicturesError};

use super::{Code, Problem};
use crate::body::{Fault, FieldError, fields_problem, lenient_problem, strict_problem};
use crate::language::Phrase;
use crate::version;

impl From<CreateProductError> for Problem {
    fn from(error: CreateProductError) -> Self {
        match error {
            CreateProductError::UnknownCategory => {
                lenient_problem(vec![FieldError::of_body("category", Fault::UnknownCategory)])
            }
            CreateProductError::SkuTaken => Self::of(Code::SkuTaken),
            CreateProductError::Matrix(error) => error.into(),
            CreateProductError::Refused(refusal) => EditProductError::Refused(refusal).into(),
            CreateProductError::Store(error) => error.into(),
        }
    }
}

impl From<EditProductError> for Problem {
    fn from(error: EditProductError) -> Self {
        match error {
            EditProductError::UnknownProduct => Self::of(Code::ProductNotFound),
            EditProductError::Outdated { version } => stale(version),
            EditProductError::Refused(EditError::StaffOnly) => {
                Self::of(Code::Forbidden).detail(Phrase::fixed(
                    "only the shop's staff blocks products and puts them back",
                    "상품 차단과 차단 해제는 직원만 할 수 있습니다",
                ))
            }
            EditProductError::Refused(EditError::Deleted) => Self::of(Code::ProductDeleted),
            EditProductError::Refused(EditError::Currency) => {
                strict_problem(vec![FieldError::of_body("price", Fault::Currency)])
            }
            EditProductError::Matrix(error) => error.into(),
            EditProductError::VariantInStock { sku } => Self::of(Code::VariantInStock).detail(Phrase::new(
                format!("{sku} has stock and cannot go"),
                format!("{sku}: 재고가 남아 있어 삭제할 수 없습니다"),
            )),
            EditProductError::UnknownCategory => {
                strict_problem(vec![FieldError::of_body("category", Fault::UnknownCategory)])
            }
            EditProductError::SkuTaken => Self::of(Code::SkuTaken),
            EditProductError::Store(error) => error.into(),
        }
    }
}

/// Tells which version there is, so that whoever asks can read it and decide again.
fn stale(version: i64) -> Problem {
    match version::tag(version) {
        Ok(tag) => Problem::of(Code::Stale).header(ETAG, tag),
        Err(problem) => problem,
    }
}

impl From<MatrixError> for Problem {
    fn from(error: MatrixError) -> Self {
        let place = match error {
            MatrixError::TooManyOptions => "/options".to_owned(),
            MatrixError::OptionTwice { option } => format!("/options/{option}/name"),
            MatrixError::Values { option } => format!("/options/{option}/values"),
            MatrixError::Count => "/variants".to_owned(),
            MatrixError::NotAChoice { variant } | MatrixError::SameChoice { variant } => {
                format!("/variants/{variant}/values")
            }
            MatrixError::SameSku { variant } => format!("/variants/{variant}/sku"),
            MatrixError::Currency { variant } => format!("/variants/{variant}/price"),
        };
        let error = FieldError::of_pointer(place, Fault::Matrix(error));
        fields_problem(Code::InvalidVariants, vec![error])
    }
}

impl From<PictureError> for Problem {
    fn from(error: PictureError) -> Self {
        match error {
            PictureError::Fault(fault) => fault.into(),
            PictureError::Refused(PicturesError::TooMany) => Self::of(Code::TooManyPictures),
            PictureError::Refused(PicturesError::Unknown) => {
                strict_problem(vec![FieldError::of_body("pictures", Fault::UnknownPicture)])
            }
            PictureError::Refused(PicturesError::NotAnOrder) => {
                strict_problem(vec![FieldError::of_body("pictures", Fault::Repeated)])
            }
            PictureError::Product(error) => error.into(),
            PictureError::Objects(error) => error.into(),
        }
    }
}

impl From<PictureFault> for Problem {
    fn from(fault: PictureFault) -> Self {
        let megabytes = MAX_PICTURE_BYTES / (1024 * 1024);
        let (code, why) = match fault {
            PictureFault::UnknownType => (
                Code::InvalidPicture,
                Phrase::fixed(
                    "the file is neither a JPEG nor a PNG nor a WebP picture",
                    "JPEG, PNG, WebP 이미지가 아닙니다",
                ),
            ),
            PictureFault::TooHeavy => (
                Code::BodyTooLarge,
                Phrase::new(
                    format!("a picture has at most {megabytes} MiB"),
                    format!("이미지 파일은 최대 {megabytes} MiB입니다"),
                ),
            ),
            PictureFault::TooLarge { width, height } => (
                Code::InvalidPicture,
                Phrase::new(
                    format!(
                        "a picture has at most {MAX_PICTURE_PIXELS} pixels and no side above {MAX_PICTURE_SIDE}, \
                         not {width} x {height}"
                    ),
                    format!(
                        "이미지는 최대 {MAX_PICTURE_PIXELS}픽셀, 한 변은 최대 {MAX_PICTURE_SIDE}픽셀입니다 ({width} x {height})"
                    ),
                ),
            ),
            PictureFault::Damaged => (
                Code::InvalidPicture,
                Phrase::fixed("the picture is damaged", "손상된 이미지 파일입니다"),
            ),
            PictureFault::Busy => return Self::passing(Code::Busy),
        };
        Self::of(code).detail(why)
    }
}

impl From<ObjectError> for Problem {
    fn from(error: ObjectError) -> Self {
        let problem = match error {
            ObjectError::Unavailable(_) => Self::passing(Code::Unavailable),
            ObjectError::Failed(_) => Self::lasting(Code::Internal),
        };
        problem.caused_by(&error)
    }
}

impl From<CategoriesError> for Problem {
    fn from(error: CategoriesError) -> Self {
        match error {
            CategoriesError::Refused(ForestError::Unknown) => Self::of(Code::CategoryNotFound),
            CategoriesError::Refused(ForestError::UnknownTarget) => {
                strict_problem(vec![FieldError::of_body("place", Fault::UnknownCategory)])
            }
            CategoriesError::Refused(ForestError::Cycle) => Self::of(Code::CategoryCycle),
            CategoriesError::Refused(ForestError::HasChildren) => Self::of(Code::CategoryHasChildren),
            CategoriesError::Refused(ForestError::TooMany) => Self::of(Code::TooManyCategories),
            CategoriesError::InUse => Self::of(Code::CategoryInUse),
            CategoriesError::UnknownHeir => {
                strict_problem(vec![FieldError::of_query("heir", Fault::UnknownCategory)])
            }
            CategoriesError::Store(error) => error.into(),
        }
    }
}
