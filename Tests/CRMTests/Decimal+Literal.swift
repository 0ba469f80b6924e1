@testable import CRM

extension Decimal: ExpressibleByStringLiteral {
    /// A decimal of a test.
    public init(stringLiteral text: String) { self = Decimal(String(text))! }
}
