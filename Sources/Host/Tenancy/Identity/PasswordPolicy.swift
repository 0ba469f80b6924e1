import Foundation

/// Which passwords are taken: long enough, not common, not the address itself. No rules of composition.
package enum PasswordPolicy {
    package static let minimumCharacters = 8
    /// Beyond it a password is refused before it is hashed.
    package static let maximumBytes = 1_024

    /// - Parameter email: Normalised; the password must not be it or its local part.
    /// - Throws: ``IdentityError`` with code `weakPassword` and a message that says what to do.
    package static func check(_ password: String, email: String) throws(IdentityError) {
        guard password.count >= minimumCharacters else {
            throw IdentityError(.weakPassword, "the password needs at least \(minimumCharacters) characters")
        }
        guard password.utf8.count <= maximumBytes else {
            throw IdentityError(.weakPassword, "the password may have at most \(maximumBytes) bytes")
        }
        let lowered = password.lowercased()
        guard lowered != email, lowered != email.prefix(while: { $0 != "@" }) else {
            throw IdentityError(.weakPassword, "the password must not be the email address or the name in it")
        }
        guard Set(password).count >= 4, !CommonPasswords.contains(password) else {
            throw IdentityError(.weakPassword, "the password is among the most common ones; choose another, such as a few words in a row")
        }
    }

    /// One byte form for every way in which the same characters can be typed.
    static func bytes(_ password: String) -> [UInt8] { Array(password.precomposedStringWithCanonicalMapping.utf8) }
}
