use hexmart_application::platform::Recipient;

/// A way to somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Channel {
    /// By mail.
    Mail,
    /// By text message.
    Sms,
}

impl Channel {
    /// Every way.
    pub const ALL: [Self; 2] = [Self::Mail, Self::Sms];

    /// The way to a recipient.
    pub const fn to(recipient: &Recipient) -> Self {
        match recipient {
            Recipient::Mail(_) => Self::Mail,
            Recipient::Sms(_) => Self::Sms,
        }
    }

    /// `mail` or `sms`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Sms => "sms",
        }
    }
}
