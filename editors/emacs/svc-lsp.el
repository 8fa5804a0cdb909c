;;; svc-lsp.el --- The vercel.json language server  -*- lexical-binding: t; -*-

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
  "How the server is started."
  :type '(repeat string))

;;;###autoload
(define-derived-mode vercel-json-mode js-mode "Vercel JSON"
  "Major mode for vercel.json."
  (setq-local js-indent-level 2))

;;;###autoload
(add-to-list 'auto-mode-alist '("/vercel\\.json\\'" . vercel-json-mode))

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
(with-eval-after-load 'lsp-mode
  (add-to-list 'lsp-language-id-configuration '(vercel-json-mode . "vercel-json"))
  (lsp-register-client
   (make-lsp-client :new-connection (lsp-stdio-connection (lambda () svc-lsp-command))
                    :activation-fn (lsp-activate-on "vercel-json")
                    :server-id 'svc-lsp)))

(provide 'svc-lsp)
;;; svc-lsp.el ends here
