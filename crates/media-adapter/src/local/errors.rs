use std::io;

use hexmart_application::media::ObjectError;

/// What will be the same the next time is a failure; anything else may pass, as a full disk does.
pub(super) fn to_object_error(error: &io::Error) -> ObjectError {
    use io::ErrorKind::{
        DirectoryNotEmpty, InvalidFilename, InvalidInput, IsADirectory, NotADirectory, PermissionDenied,
        ReadOnlyFilesystem,
    };
    match error.kind() {
        DirectoryNotEmpty | InvalidFilename | InvalidInput | IsADirectory | NotADirectory
        | PermissionDenied | ReadOnlyFilesystem => ObjectError::Failed(error.to_string()),
        _ => ObjectError::Unavailable(error.to_string()),
    }
}
