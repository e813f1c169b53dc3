//! Maps: where an address is, by Kakao Local, and how far it is by road, by Kakao Mobility.
//!
//! An address is that of a person. It goes to the map and nowhere else: no error repeats it, nor what the map says.

mod call;
mod kakao_local;
mod kakao_mobility;
mod settings;

pub use kakao_local::KakaoLocal;
pub use kakao_mobility::KakaoMobility;
pub use settings::{BadSetting, KakaoMapSettings};
