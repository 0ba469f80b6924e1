import Hummingbird
import NIOCore

extension ProblemError {
    /// What is told of any error. Errors that are not known here are 500 and told without their text.
    init(_ error: any Error) {
        switch error {
        case let problem as ProblemError: self = problem
        case is NIOTooManyBytesError:
            self = ProblemError(.contentTooLarge, code: "body_too_large", detail: "The body is too large.", headers: [.connection: "close"])
        case let failure as LoginFailure: self.init(failure)
        case let failure as PluginCallFailure: self.init(failure)
        case let failure as TenancyFailure: self.init(failure)
        case let failure as VersionFailure: self.init(failure)
        case let fault as JSONFault:
            self.init(
                .badRequest, code: "invalid_json",
                detail: "The body is not JSON: \(fault.message) at line \(fault.line), column \(fault.column).")
        case let error as HTTPError where error.status.code < 500:
            self.init(error.status, code: "http_\(error.status.code)", detail: error.status.reasonPhrase, headers: error.headers)
        case is CancellationError: self = .timedOut
        default: self = .inside
        }
    }

    private init(_ failure: LoginFailure) {
        switch failure {
        case .invalidCredentials:
            self.init(.unauthorized, code: "invalid_credentials", detail: "The e-mail address or the password is wrong.")
        case .lockedOut(let seconds):
            self.init(
                .tooManyRequests, code: "locked_out", detail: "Too many attempts for this account. Try again in \(seconds) s.",
                headers: [.retryAfter: String(seconds)])
        case .unavailable: self = .unavailable
        }
    }

    private init(_ failure: PluginCallFailure) {
        switch failure {
        case .refused(let status, let code, let message):
            let known = (400...599).contains(status) ? status : 500
            self.init(StandardStatus.of(known), code: code, detail: message)
        case .timedOut: self = .timedOut
        case .gone: self = .notFound
        case .overQuota(let usage, let seconds): self.init(usage, retryAfterSeconds: seconds)
        case .overloaded(let seconds):
            self.init(
                .serviceUnavailable, code: "overloaded",
                detail: "Too much is asked of this plugin at the moment. Try again in \(seconds) s.",
                headers: [.retryAfter: String(seconds)])
        case .blocked(let message, let seconds):
            self.init(
                .serviceUnavailable, code: "plugin_blocked", detail: message.prefix(1).uppercased() + message.dropFirst() + ".",
                headers: [.retryAfter: String(seconds)])
        case .unavailable: self = .unavailable
        }
    }

    private init(_ failure: TenancyFailure) {
        switch failure {
        case .unknownTenant(let id): self.init(.notFound, code: "unknown_tenant", detail: "There is no tenant \(id).")
        case .unknownPlugin(let id): self.init(.notFound, code: "unknown_plugin", detail: "This host has not loaded a plugin \(id).")
        case .refused(let reason): self.init(.conflict, code: "refused", detail: reason)
        case .consentRequired(let asks):
            self.init(
                .conflict, code: "consent_required",
                detail: "The plugin asks for \(asks.joined(separator: ", ")) in addition; switch it on with your consent to that.")
            members["asks"] = .array(asks.map { .string($0) })
        case .unavailable: self = .unavailable
        }
    }

    private init(_ failure: VersionFailure) {
        switch failure.kind {
        case .unknown: self.init(.notFound, code: "unknown_version", detail: failure.message)
        case .conflict: self.init(.conflict, code: "upgrade_conflict", detail: failure.message)
        case .unfit: self.init(.unprocessableContent, code: "upgrade_refused", detail: failure.message)
        case .migration: self.init(.unprocessableContent, code: "migration_failed", detail: failure.message)
        case .unavailable: self = .unavailable
        }
    }
}
