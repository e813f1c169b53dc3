/// How deep objects and arrays may lie in one another.
const DEEPEST: usize = 64;

/// Whether JSON is nested more deeply than anything meant well. Looks at brackets alone; whether the text is JSON is
/// for the parser, which has no limit of its own for fields that nobody reads.
pub(super) fn exceeds_limit(json: &[u8]) -> bool {
    let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
    for byte in json {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            _ if in_string => {}
            b'{' | b'[' => {
                depth += 1;
                if depth > DEEPEST {
                    return true;
                }
            }
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nested(depth: usize) -> Vec<u8> {
        ["[".repeat(depth), "]".repeat(depth)].concat().into_bytes()
    }

    #[test]
    fn the_limit_is_on_depth_not_on_length() {
        assert!(!exceeds_limit(&nested(64)));
        assert!(exceeds_limit(&nested(65)));
        assert!(!exceeds_limit(&nested(60).repeat(1000)));
        assert!(exceeds_limit(&b"[".repeat(100_000)));
    }

    #[test]
    fn brackets_in_strings_are_letters() {
        let text = format!(r#"{{"a": "\"{}"}}"#, "[".repeat(1000));
        assert!(!exceeds_limit(text.as_bytes()));
        let text = format!(r#"{{"a": "\\", "b": {}}}"#, "[".repeat(1000));
        assert!(exceeds_limit(text.as_bytes()));
    }
}
