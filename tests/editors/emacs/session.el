;;; session.el --- A person's session in a real Emacs, with eglot  -*- lexical-binding: t; -*-

;; Needs SVC_LSP (the server's path) and the repository's root as working
;; directory.  Run by: emacs --batch -l tests/editors/emacs/session.el

;;; Code:

(defvar repository default-directory)
(package-initialize)
(require 'eglot)
(load (expand-file-name "editors/emacs/svc-lsp.el" repository))
(setq svc-lsp-command (list (getenv "SVC_LSP") "--stdio")
      eglot-sync-connect 10
      make-backup-files nil
      create-lockfiles nil)

(defun wait-for (what condition)
  "Wait until CONDITION answers non-nil and give that; else fail with WHAT."
  (let ((end (+ (float-time) 20)) value)
    (while (not (or (setq value (funcall condition)) (> (float-time) end)))
      (accept-process-output nil 0.05))
    (or value (error "Timed out: %s" what))))

(defun place-of (text)
  "Go to the start of TEXT in the buffer."
  (goto-char (point-min))
  (search-forward text)
  (goto-char (match-beginning 0)))

(defun request (method &rest more)
  "Send METHOD with the position at point and MORE."
  (jsonrpc-request (eglot--current-server-or-lose) method
                   (append (eglot--TextDocumentPositionParams) more)))

(let ((project (file-name-as-directory (make-temp-file "svc-lsp-emacs-" t))))
  (copy-directory (expand-file-name "examples/broken/" repository) project nil t t)
  (find-file (expand-file-name "vercel.json" project))
  (unless (eq major-mode 'vercel-json-mode) (error "The mode is %s" major-mode))
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
    (unless (save-excursion (goto-char (point-min)) (search-forward "\"framework\": \"nextjs\"," nil t))
      (error "The slug was not replaced: %s" (buffer-string))))

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
    (unless (save-excursion (goto-char (point-min)) (re-search-forward "\"routePrefix\": \"/[a-z]+\"" nil t))
      (error "The fix was not applied")))

  (set-buffer-modified-p nil)
  (eglot-shutdown (eglot-current-server))
  (delete-directory project t)
  (message "emacs: passed"))

;;; session.el ends here
