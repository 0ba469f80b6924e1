import HTTPTypes
import Hummingbird

/// The notary as JSON: chain, account and queue, and the word that it may go on. For operators.
struct NotaryEndpoints: Sendable {
    let notary: any NotaryReporting

    var routes: [HostRoute] {
        [
            HostRoute(
                .get, "/api/v1/notary", access: .operatorMember(.guest),
                documentation: RouteDocumentation(
                    summary: "How chain, account and queue of the notary are", tag: "notary", answer: Schemas.notary)
            ) { _, _ in JSONAnswer.response(try await state()) },
            HostRoute(
                .post, "/api/v1/notary/resume", access: .operatorMember(.admin),
                documentation: RouteDocumentation(
                    summary: "Let a notary that has halted go on with its account's next nonce", tag: "notary", answer: Schemas.notary)
            ) { _, context in
                try await notary.resume(by: context.requireSession(), requestId: context.requestId)
                return JSONAnswer.response(try await state())
            },
        ]
    }

    private func state() async throws -> JSONValue {
        NotaryAnswer.describe(try await notary.report(), try await notary.places(), expected: notary.expected)
    }
}
