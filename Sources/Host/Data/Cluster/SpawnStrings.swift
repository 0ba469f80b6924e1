import Glibc

/// Texts as `posix_spawn` wants its arguments and its environment.
package enum SpawnStrings {
    /// C strings, ended by null; the caller frees each of them.
    package static func copies(_ texts: [String]) -> [UnsafeMutablePointer<CChar>?] {
        var copies: [UnsafeMutablePointer<CChar>?] = []
        for text in texts { copies.append(strdup(text)) }
        return copies + [nil]
    }
}
