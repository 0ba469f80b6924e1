/// A setting of the pinning that cannot be used.
package struct PinningSettingsError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Which setting, what is wrong with it and what was expected; without any secret.
    package let message: String

    package init(_ message: String) { self.message = message }

    package var description: String { message }
}
