/// The number that stands for a tenant in every row: `provider number << 32 | client number`.
///
/// A provider has client number 0, the operator is 0. So the keys of a provider and of all its clients form one closed
/// range, and a provider's page is the same index range scan as a client's.
package struct TenantKey: RawRepresentable, Hashable, Comparable, Sendable {
    package let rawValue: Int64

    package init(rawValue: Int64) { self.rawValue = rawValue }

    /// The key of the operator tenant.
    package static let `operator` = TenantKey(rawValue: 0)

    /// - Parameters:
    ///   - provider: 1 or more.
    ///   - client: 0 for the provider itself, 1 or more for one of its clients.
    package init(provider: UInt32, client: UInt32 = 0) {
        precondition(provider > 0 && provider <= UInt32(Int32.max), "provider numbers run from 1 to 2,147,483,647")
        rawValue = Int64(provider) << 32 | Int64(client)
    }

    /// 0 for the operator.
    package var providerNumber: UInt32 { UInt32(truncatingIfNeeded: rawValue >> 32) }

    /// 0 for a provider and for the operator.
    package var clientNumber: UInt32 { UInt32(truncatingIfNeeded: rawValue) }

    /// Whether it stands for a hosting business.
    package var isProvider: Bool { providerNumber != 0 && clientNumber == 0 }

    /// Whether it stands for a customer of a provider.
    package var isClient: Bool { clientNumber != 0 }

    /// The keys that a context of this tenant may see: a provider its clients too, everybody else only itself.
    package var sight: ClosedRange<Int64> {
        isProvider ? rawValue...(rawValue | Int64(UInt32.max)) : rawValue...rawValue
    }

    /// Orders by number: the operator, then each provider followed by its clients.
    package static func < (left: TenantKey, right: TenantKey) -> Bool { left.rawValue < right.rawValue }
}
