import PluginKit

/// What a field of a record may hold.
enum FieldKind: Sendable, Hashable {
    /// A text of so many characters at most.
    case text(Int)
    case email
    case choice([String])
    /// Money from zero up: a decimal with at most two digits behind the point.
    case amount
    /// A decimal from zero to `most`, with so many digits behind the point at most.
    case decimal(most: Int, decimals: Int)
    case whole(most: Int)
    /// One whose amounts have two decimals.
    case currency
    /// `2026-01-31`.
    case date
    /// `2026-01`.
    case month
    /// RFC 3339.
    case time
    /// The number of a record.
    case id
    /// The public id of a client.
    case tenant
    /// The number of a site of Hosting's.
    case site

    /// Whether a blank counts as null; the others are an empty text or their default then.
    var isNullable: Bool {
        switch self {
        case .date, .month, .time, .id, .site, .decimal, .whole: true
        case .amount, .currency, .choice, .text, .email, .tenant: false
        }
    }

    /// Whether it is a number that may have digits behind a point.
    var hasPoint: Bool {
        switch self {
        case .amount, .decimal: true
        default: false
        }
    }

    /// The text as the database takes it; nil if it cannot be taken. Pure.
    func read(_ text: String) -> String? {
        switch self {
        case .text(let most): text.unicodeScalars.count <= most && !text.contains("\0") ? text : nil
        case .email: Self.isEmail(text) ? text : nil
        case .choice(let words): words.contains(text) ? text : nil
        case .amount: Currency("USD").flatMap { Money(text, currency: $0) }.flatMap { $0.hundredths >= 0 ? $0.text : nil }
        case .decimal(let most, let decimals): Self.number(text, most: most, decimals: decimals)
        case .whole(let most): Self.number(text, most: most, decimals: 0)
        case .currency: Currency(text).flatMap { $0.hasHundredths ? $0.code : nil }
        case .date: Self.isDate(text) ? text : nil
        case .month: Self.isDate("\(text)-01") ? text : nil
        case .time: Timestamp(rfc3339: text).map(\.rfc3339)
        case .tenant: Self.isTenant(text) ? text : nil
        case .id, .site: Int64(text).flatMap { $0 > 0 ? String($0) : nil }
        }
    }

    /// What is expected, for a person.
    var expectation: String {
        switch self {
        case .text(let most): "a text of at most \(most) characters"
        case .email: "an address such as ana@example.org, of at most 254 characters"
        case .choice(let words): "one of \(words.joined(separator: ", "))"
        case .amount: "a decimal from 0 with at most two digits behind the point, as text, such as \"1200.50\""
        case .decimal(let most, let decimals):
            "a decimal from 0 to \(most) with at most \(decimals) digits behind the point, as text, such as \"0.5\""
        case .whole(let most): "a whole number from 0 to \(most)"
        case .currency: "a currency of ISO 4217 that has two decimals, such as USD; amounts are kept in hundredths"
        case .date: "a date such as 2026-01-31"
        case .month: "a month such as 2026-01"
        case .time: "a time such as 2026-01-31T12:00:00Z"
        case .tenant: "the id of one of your clients, such as alpha"
        case .id: "the id of a record that exists"
        case .site: "the number of one of your sites, such as 3"
        }
    }

    private static func number(_ text: String, most: Int, decimals: Int) -> String? {
        guard let value = Decimal(text), value.scale <= decimals, !value.isNegative, value <= Decimal(most) else { return nil }
        return value.text
    }

    private static func isEmail(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, text.utf8.count <= 254, !parts[0].isEmpty, parts[1].contains(".") else { return false }
        let isClean = text.unicodeScalars.allSatisfy { $0.value > 32 && $0.value != 127 && !",;<>\"()".unicodeScalars.contains($0) }
        return isClean && parts[1].split(separator: ".", omittingEmptySubsequences: false).allSatisfy { !$0.isEmpty }
    }

    private static func isTenant(_ text: String) -> Bool {
        text.utf8.count <= 63 && text.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
    }

    private static func isDate(_ text: String) -> Bool {
        guard text.utf8.count == 10, let time = Timestamp(rfc3339: "\(text)T00:00:00Z") else { return false }
        return time.rfc3339.hasPrefix(text) && !text.hasPrefix("0000")
    }
}
