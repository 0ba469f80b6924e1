internal import Glibc

/// The sockets of a mailer's connections, those included that wait for the next mail.
///
/// Thread: the mailer's loop.
final class MailSockets {
    private var descriptors: Set<Int32> = []

    func opened(_ descriptor: Int32) {
        if descriptor >= 0 { descriptors.insert(descriptor) }
    }

    func close(_ descriptor: Int32) -> Int32 {
        descriptors.remove(descriptor)
        return Glibc.close(descriptor)
    }

    /// Nothing more is heard or said on any: whoever closes them does not wait for a last word.
    func endAll() { for descriptor in descriptors { shutdown(descriptor, Int32(SHUT_RDWR)) } }
}
