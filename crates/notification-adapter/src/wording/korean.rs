use hexmart_application::platform::Message;

use super::{MINUTES, Mail, one_line, quoted};

pub(super) fn letter(body: &str, shop: &str) -> String {
    format!("안녕하세요, {shop}입니다.\n\n{body}\n\n감사합니다.\n{shop} 드림\n")
}

#[expect(clippy::too_many_lines, reason = "a table: one letter for each message")]
pub(super) fn mail(message: &Message) -> Mail {
    let (subject, body) = match message {
        Message::VerifyEmail { code } => (
            "이메일 주소를 인증해 주세요",
            format!(
                "가입을 마치려면 아래 인증 코드를 {MINUTES}분 안에 입력해 주세요.\n\n{code}\n\n\
                 가입을 신청하지 않으셨다면 이 메일을 무시하셔도 됩니다."
            ),
        ),
        Message::AlreadyRegistered => (
            "이미 가입된 이메일 주소입니다",
            "이 주소로 가입 신청이 있었지만 이미 가입된 계정이 있습니다.\n\
             비밀번호를 잊으셨다면 비밀번호 재설정을 이용해 주세요.\n\n\
             가입을 신청하지 않으셨다면 이 메일을 무시하셔도 됩니다. 계정에는 아무 변화가 없습니다."
                .to_owned(),
        ),
        Message::ResetPassword { code } => (
            "비밀번호 재설정 코드",
            format!(
                "비밀번호를 다시 설정하려면 아래 코드를 {MINUTES}분 안에 입력해 주세요.\n\n{code}\n\n\
                 요청하지 않으셨다면 이 메일을 무시하셔도 됩니다. 비밀번호는 바뀌지 않습니다."
            ),
        ),
        Message::ChangeEmail { code } => (
            "새 이메일 주소를 인증해 주세요",
            format!(
                "이 주소를 계정의 이메일 주소로 사용하려면 아래 인증 코드를 {MINUTES}분 안에 입력해 주세요.\n\n{code}\n\n\
                 요청하지 않으셨다면 이 메일을 무시하셔도 됩니다."
            ),
        ),
        Message::EmailChanged => (
            "이메일 주소가 변경되었습니다",
            "계정의 이메일 주소가 다른 주소로 변경되었습니다.\n\n\
             본인이 변경하지 않으셨다면 바로 고객센터에 알려 주세요."
                .to_owned(),
        ),
        Message::PasswordChanged => (
            "비밀번호가 변경되었습니다",
            "계정의 비밀번호가 변경되었습니다.\n\n\
             본인이 변경하지 않으셨다면 바로 비밀번호를 재설정하고 고객센터에 알려 주세요."
                .to_owned(),
        ),
        Message::VerifyPhone { code } => (
            "휴대전화 번호를 인증해 주세요",
            format!(
                "휴대전화 번호를 인증하려면 아래 인증 코드를 {MINUTES}분 안에 입력해 주세요.\n\n{code}\n\n\
                 요청하지 않으셨다면 이 메일을 무시하셔도 됩니다."
            ),
        ),
        Message::DormancyAhead { on } => (
            "계정이 곧 휴면 상태로 전환됩니다",
            format!(
                "오랫동안 로그인하지 않으셔서 {on}에 계정이 휴면 상태로 전환됩니다.\n\n\
                 계속 이용하시려면 그 전에 로그인해 주세요."
            ),
        ),
        Message::FellAsleep => (
            "계정이 휴면 상태로 전환되었습니다",
            "계정이 휴면 상태로 전환되었습니다.\n\n\
             다시 이용하시려면 이메일 인증으로 휴면을 해제해 주세요."
                .to_owned(),
        ),
        Message::Erased { until } => (
            "탈퇴가 완료되었습니다",
            format!(
                "탈퇴가 완료되었습니다.\n\n\
                 {until}까지는 고객센터를 통해 계정을 복구할 수 있으며, 그 후에는 개인정보가 삭제됩니다."
            ),
        ),
        Message::OrderPlaced { number, total } => (
            "주문이 접수되었습니다",
            format!(
                "주문해 주셔서 감사합니다. 주문 번호는 {number}, 주문 금액은 {total}입니다.\n\n\
                 결제가 완료되면 상품을 준비해 드리겠습니다."
            ),
        ),
        Message::OrderDispatched {
            number,
            courier,
            tracking,
        } => ("상품이 발송되었습니다", dispatched(number, courier, tracking)),
        Message::OrderRefunded { number, amount } => (
            "환불이 진행됩니다",
            format!(
                "주문 {number} 건에 대해 결제하신 수단으로 환불해 드립니다.\n\n환불 금액: {amount}\n\n\
                 입금까지 며칠이 걸릴 수 있습니다."
            ),
        ),
        Message::BackInStock { product, price } => (
            "찜하신 상품이 다시 입고되었습니다",
            format!(
                "찜하신 상품을 다시 구매하실 수 있습니다.\n\n상품: {}\n현재 가격: {price}\n\n\
                 알림을 받지 않으시려면 찜 목록에서 알림을 꺼 주세요.",
                one_line(product)
            ),
        ),
        Message::PriceDropped { product, from, to } => (
            "찜하신 상품의 가격이 내렸습니다",
            format!(
                "찜하신 상품의 가격이 내렸습니다.\n\n상품: {}\n이전 가격: {from}\n현재 가격: {to}\n\n\
                 알림을 받지 않으시려면 찜 목록에서 알림을 꺼 주세요.",
                one_line(product)
            ),
        ),
        Message::SellerApproved { company } => (
            "판매자 신청이 승인되었습니다",
            format!(
                "{}의 판매자 신청이 승인되었습니다. 지금부터 상품을 등록하실 수 있습니다.",
                one_line(company)
            ),
        ),
        Message::SellerRejected { company, reason } => {
            ("판매자 신청이 반려되었습니다", rejected(company, reason))
        }
    };
    Mail { subject, body }
}

fn dispatched(number: &str, courier: &str, tracking: &str) -> String {
    format!(
        "주문 {number}의 상품이 발송되었습니다.\n\n택배사: {}\n운송장 번호: {}",
        one_line(courier),
        one_line(tracking)
    )
}

fn rejected(company: &str, reason: &str) -> String {
    format!(
        "{}의 판매자 신청이 아래 사유로 반려되었습니다.\n\n{}\n\n내용을 보완하여 다시 신청하실 수 있습니다.",
        one_line(company),
        quoted(reason)
    )
}

/// At most 67 bytes each, for the shop's name to fit before it. Names and reasons stay out: they may be any length.
pub(super) fn sms(message: &Message) -> String {
    match message {
        Message::VerifyEmail { code } | Message::ChangeEmail { code } => {
            format!("이메일 인증 코드 {code} ({MINUTES}분 이내 입력)")
        }
        Message::AlreadyRegistered => "이미 가입된 계정이 있습니다. 로그인해 주세요.".to_owned(),
        Message::ResetPassword { code } => format!("비밀번호 재설정 코드 {code} ({MINUTES}분 이내 입력)"),
        Message::EmailChanged => "이메일 변경 완료. 본인이 아니면 고객센터에 알려 주세요.".to_owned(),
        Message::PasswordChanged => "비밀번호 변경 완료. 본인이 아니면 고객센터에 알려 주세요.".to_owned(),
        Message::VerifyPhone { code } => {
            format!("인증 코드 {code} ({MINUTES}분 이내 입력). 타인에게 알리지 마세요.")
        }
        Message::DormancyAhead { on } => format!("{on}에 휴면 계정으로 전환됩니다. 로그인해 주세요."),
        Message::FellAsleep => "계정이 휴면 상태로 전환되었습니다.".to_owned(),
        Message::Erased { until } => format!("탈퇴가 완료되었습니다. {until}까지 복구 가능합니다."),
        Message::OrderPlaced { number, .. } => format!("주문 접수 완료 {number}. 결제를 진행해 주세요."),
        Message::OrderDispatched { number, .. } => format!("주문 {number} 상품이 발송되었습니다."),
        Message::OrderRefunded { number, .. } => format!("주문 {number} 환불이 진행되고 있습니다."),
        Message::BackInStock { .. } => "찜하신 상품이 다시 입고되었습니다.".to_owned(),
        Message::PriceDropped { .. } => "찜하신 상품의 가격이 내렸습니다.".to_owned(),
        Message::SellerApproved { .. } => "판매자 신청이 승인되었습니다.".to_owned(),
        Message::SellerRejected { .. } => {
            "판매자 신청이 반려되었습니다. 사유는 사이트에 있습니다.".to_owned()
        }
    }
}
