/// A value that was changed in the console and that the file still has as it was: the console's value stays.
package struct KeptEdit: Sendable, Hashable, CustomStringConvertible {
    /// Such as `alpha/hosting enabled`.
    package let subject: String
    package let inFile: String
    package let kept: String

    package var description: String { "kept \(subject) = \(kept), changed since the file was applied (the file says \(inFile))" }
}
