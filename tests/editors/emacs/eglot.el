;;; eglot.el --- A user's session in a real Emacs, with eglot  -*- lexical-binding: t; -*-

;;; Code:

(load (expand-file-name "session.el" (file-name-directory load-file-name)))
(require 'eglot)
(setq eglot-sync-connect 10)

(defun request (method &rest more)
  "Send METHOD with the position at point and MORE."
  (jsonrpc-request (eglot--current-server-or-lose) method
                   (append (eglot--TextDocumentPositionParams) more)))

(session
 (lambda (project)
   (eglot-ensure)
   (run-hooks 'post-command-hook)
   (wait-for "the server" #'eglot-current-server)

   ;; Diagnostics, at their places.
   (flymake-mode 1)
   (let ((found (wait-for "diagnostics"
                          (lambda ()
                            (flymake-start)
                            (let ((all (flymake-diagnostics)))
                              (and (>= (length all) 3) all))))))
     (dolist (text '("\"nextsj\"" "\"backend\"" "\"/admin/\""))
       (place-of text)
       (unless (seq-some (lambda (it) (= (flymake-diagnostic-beg it) (point))) found)
         (error "No diagnostic at %s" text))))

   ;; Hover.
   (place-of "\"admin\"")
   (forward-char 2)
   (let ((hover (request :textDocument/hover)))
     (unless (string-match-p "ADMIN_URL" (plist-get (plist-get hover :contents) :value))
       (error "No variable in the hover")))

   ;; Completion replaces the whole slug.
   (place-of "nextsj")
   (forward-char 3)
   (let* ((answer (request :textDocument/completion))
          (items (append (if (vectorp answer) answer (plist-get answer :items)) nil))
          (item (seq-find (lambda (it) (string-match-p "nextjs" (plist-get it :label))) items)))
     (unless item (error "Completion does not offer nextjs"))
     (eglot--apply-text-edits (vector (plist-get item :textEdit)))
     (expect-text "\"framework\": \"nextjs\"," "The slug was not replaced"))

   ;; A code action.
   (place-of "\"backend\"")
   (eglot--signal-textDocument/didChange)
   (let* ((actions (wait-for
                    "a code action"
                    (lambda ()
                      (flymake-start)
                      (accept-process-output nil 0.2)
                      (let ((all (ignore-errors (eglot-code-actions (point) (1+ (point)) "quickfix"))))
                        (and all (append all nil))))))
          (action (seq-find (lambda (it) (string-match-p "routePrefix" (plist-get it :title))) actions)))
     (unless action (error "No fix adds a routePrefix"))
     (eglot--apply-workspace-edit (plist-get action :edit))
     (expect-text "\"routePrefix\": \"/[a-z]+\"" "The fix was not applied"))

   (eglot-shutdown (eglot-current-server))

   ;; Source code, in a language that has no other server.
   (add-to-list 'eglot-server-programs (cons 'python-mode svc-lsp-command))
   (add-to-list 'project-find-functions (lambda (_) (cons 'transient project)))
   (visit-code project)
   (eglot-ensure)
   (run-hooks 'post-command-hook)
   (wait-for "the server" #'eglot-current-server)
   (expect-hover
    (lambda () (plist-get (plist-get (request :textDocument/hover) :contents) :value)))
   (eglot-shutdown (eglot-current-server))))
(message "emacs, eglot: passed")

;;; eglot.el ends here
