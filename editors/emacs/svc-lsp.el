;;; svc-lsp.el --- The vercel.json language server  -*- lexical-binding: t; -*-

;; Author: The svc-lsp authors
;; URL: https://github.com/svc-lsp/svc-lsp
;; Version: 0.1.0
;; Package-Requires: ((emacs "26.3"))
;; Keywords: languages, tools
;; SPDX-License-Identifier: MIT OR Apache-2.0

;;; Commentary:

;; A major mode for files named vercel.json and the server for it, in eglot and
;; in lsp-mode.  The mode is its own so that no other JSON server answers beside
;; this one.

;;; Code:

(require 'js)

(defgroup svc-lsp nil
  "The vercel.json language server."
  :group 'languages)

(defcustom svc-lsp-command '("svc-lsp" "--stdio")
  "The command that starts the server."
  :type '(repeat string))

(defcustom svc-lsp-rules nil
  "The severity of rules by code: off, hint, information, warning or error.
An alist such as ((route-prefix-trailing-slash . \"off\")).
\(Used only with lsp-mode.)"
  :type '(alist :key-type symbol :value-type string))

(defcustom svc-lsp-deployment-host nil
  "The host to use in generated URLs.
\(Used only with lsp-mode.)"
  :type '(choice (const nil) string))

(defcustom svc-lsp-plan nil
  "The Vercel plan whose limits to check.
\(Used only with lsp-mode.)"
  :type '(choice (const nil) (const "hobby") (const "pro") (const "enterprise")))

;;;###autoload
(define-derived-mode vercel-json-mode js-mode "Vercel JSON"
  "Major mode for vercel.json."
  (setq-local js-indent-level 2))

;;;###autoload
(add-to-list 'auto-mode-alist '("/\\(?:vercel\\.json\\|svc-lsp\\.jsonc\\)\\'" . vercel-json-mode))

(defvar eglot-server-programs)
(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs
               (cons 'vercel-json-mode (lambda (&rest _) svc-lsp-command))))

(defvar lsp-language-id-configuration)
(declare-function lsp-register-client "lsp-mode")
(declare-function make-lsp-client "lsp-mode")
(declare-function lsp-stdio-connection "lsp-mode")
(declare-function lsp-activate-on "lsp-mode")
(declare-function lsp-configuration-section "lsp-mode")
(declare-function lsp-register-custom-settings "lsp-mode")
(with-eval-after-load 'lsp-mode
  (add-to-list 'lsp-language-id-configuration '(vercel-json-mode . "vercel-json"))
  (lsp-register-custom-settings
   '(("svcLsp.rules" svc-lsp-rules)
     ("svcLsp.deploymentHost" svc-lsp-deployment-host)
     ("svcLsp.plan" svc-lsp-plan)))
  (lsp-register-client
   (make-lsp-client :new-connection (lsp-stdio-connection (lambda () svc-lsp-command))
                    :activation-fn (lsp-activate-on "vercel-json")
                    :server-id 'svc-lsp)))

(provide 'svc-lsp)
;;; svc-lsp.el ends here
