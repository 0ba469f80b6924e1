import PluginKit

/// A form that was not taken: which of its page's it is, what was sent, and why not.
struct RefusedForm: Sendable {
    let name: String
    let form: PostedForm
    let refusal: PluginError

    /// Runs what a form asks for; a refusal that names a field is given to `again`, which shows the page with the form as it was sent.
    static func answer(
        _ name: String, _ form: PostedForm, _ body: () async throws -> Response, again: (RefusedForm) async throws -> Response
    ) async throws -> Response {
        do {
            return try await body()
        } catch let error as PluginError where error.field != nil {
            return try await again(RefusedForm(name: name, form: form, refusal: error))
        }
    }
}
