use hexmart_application::platform::Message;

use super::{MINUTES, Mail, one_line, quoted};

pub(super) fn letter(body: &str, shop: &str) -> String {
    format!("Hello,\n\n{body}\n\nKind regards,\n{shop}\n")
}

#[expect(clippy::too_many_lines, reason = "a table: one letter for each message")]
pub(super) fn mail(message: &Message) -> Mail {
    let (subject, body) = match message {
        Message::VerifyEmail { code } => (
            "Verify your e-mail address",
            format!(
                "To finish signing up, type this code within {MINUTES} minutes:\n\n{code}\n\n\
                 If you did not sign up, you can ignore this mail."
            ),
        ),
        Message::AlreadyRegistered => (
            "You already have an account",
            "Somebody signed up with this address, which already has an account.\n\
             If you forgot your password, you can reset it.\n\n\
             If you did not sign up, you can ignore this mail. Nothing about your account changed."
                .to_owned(),
        ),
        Message::ResetPassword { code } => (
            "Your code for a new password",
            format!(
                "To choose a new password, type this code within {MINUTES} minutes:\n\n{code}\n\n\
                 If you did not ask for it, you can ignore this mail. Your password stays as it is."
            ),
        ),
        Message::ChangeEmail { code } => (
            "Verify your new e-mail address",
            format!(
                "To use this address for your account, type this code within {MINUTES} minutes:\n\n{code}\n\n\
                 If you did not ask for it, you can ignore this mail."
            ),
        ),
        Message::EmailChanged => (
            "Your e-mail address was changed",
            "Your account has a new e-mail address; this one no longer belongs to it.\n\n\
             If that was not you, please tell our customer service at once."
                .to_owned(),
        ),
        Message::PasswordChanged => (
            "Your password was changed",
            "The password of your account was changed.\n\n\
             If that was not you, please reset it at once and tell our customer service."
                .to_owned(),
        ),
        Message::VerifyPhone { code } => (
            "Verify your phone number",
            format!(
                "To verify your phone number, type this code within {MINUTES} minutes:\n\n{code}\n\n\
                 If you did not ask for it, you can ignore this mail."
            ),
        ),
        Message::DormancyAhead { on } => (
            "Your account is about to become dormant",
            format!(
                "You have not signed in for a while. Your account will become dormant on {on}.\n\n\
                 To keep it active, sign in before then."
            ),
        ),
        Message::FellAsleep => (
            "Your account is dormant",
            "Your account is now dormant.\n\n\
             To use it again, wake it with a code that we send to your e-mail address."
                .to_owned(),
        ),
        Message::Erased { until } => (
            "Your account was erased",
            format!(
                "Your account was erased.\n\n\
                 Until {until} our customer service can restore it; after that your personal data is deleted."
            ),
        ),
        Message::OrderPlaced { number, total } => (
            "We received your order",
            format!(
                "Thank you for your order {number}. It comes to {total}.\n\n\
                 As soon as it is paid, we get it ready for you."
            ),
        ),
        Message::OrderDispatched {
            number,
            courier,
            tracking,
        } => ("Your order is on its way", dispatched(number, courier, tracking)),
        Message::OrderRefunded { number, amount } => (
            "You get money back",
            format!(
                "For your order {number} you get {amount} back, in the way in which you paid.\n\n\
                 It may take a few days to arrive."
            ),
        ),
        Message::BackInStock { product, price } => (
            "Something that you wish for is back",
            format!(
                "{} can be bought again, for {price} at the moment.\n\n\
                 Your wish list is where you say that you do not want to hear of it any more.",
                one_line(product)
            ),
        ),
        Message::PriceDropped { product, from, to } => (
            "Something that you wish for costs less",
            format!(
                "{} costs {to} now instead of {from}.\n\n\
                 Your wish list is where you say that you do not want to hear of it any more.",
                one_line(product)
            ),
        ),
        Message::SellerApproved { company } => (
            "Your application as a seller was approved",
            format!(
                "The application of {} as a seller was approved. You can list products from now on.",
                one_line(company)
            ),
        ),
        Message::SellerRejected { company, reason } => (
            "Your application as a seller was rejected",
            rejected(company, reason),
        ),
    };
    Mail { subject, body }
}

fn dispatched(number: &str, courier: &str, tracking: &str) -> String {
    format!(
        "Something of your order {number} is on its way to you.\n\n\
                 Courier: {}\nTracking number: {}",
        one_line(courier),
        one_line(tracking)
    )
}

fn rejected(company: &str, reason: &str) -> String {
    format!(
        "The application of {} as a seller was rejected for this reason:\n\n{}\n\n\
                 You can apply again with what is missing.",
        one_line(company),
        quoted(reason)
    )
}

/// At most 67 characters each, for the shop's name to fit before it. Names and reasons stay out: they may be any length.
pub(super) fn sms(message: &Message) -> String {
    match message {
        Message::VerifyEmail { code } | Message::ChangeEmail { code } => {
            format!("Your e-mail code is {code}, good for {MINUTES} minutes.")
        }
        Message::AlreadyRegistered => "You already have an account. Please sign in.".to_owned(),
        Message::ResetPassword { code } => {
            format!("Your password code is {code}, good for {MINUTES} minutes.")
        }
        Message::EmailChanged => "Your e-mail address was changed. Not you? Please tell us.".to_owned(),
        Message::PasswordChanged => "Your password was changed. Not you? Please tell us.".to_owned(),
        Message::VerifyPhone { code } => {
            format!("Your code is {code}, good for {MINUTES} minutes. Tell nobody.")
        }
        Message::DormancyAhead { on } => format!("Your account sleeps from {on} on. Sign in to keep it."),
        Message::FellAsleep => "Your account is now dormant.".to_owned(),
        Message::Erased { until } => format!("Account erased. It can be restored until {until}."),
        Message::OrderPlaced { number, .. } => format!("We received your order {number}."),
        Message::OrderDispatched { number, .. } => format!("Your order {number} is on its way."),
        Message::OrderRefunded { number, .. } => format!("Refund for {number} is under way."),
        Message::BackInStock { .. } => "Something on your wish list is back in stock.".to_owned(),
        Message::PriceDropped { .. } => "Something on your wish list costs less now.".to_owned(),
        Message::SellerApproved { .. } => "Your seller application was approved.".to_owned(),
        Message::SellerRejected { .. } => "Your seller application was rejected. See our site.".to_owned(),
    }
}
