/// One file of a template, carried in the executable.
struct EmbeddedTemplate: Sendable {
    /// Below the template folder: `<language>/…` or `common/…`.
    let path: String
    let text: String
}
